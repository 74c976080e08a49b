// Package contract shows what of a .proto goes over the wire, and which changes break it.
package contract

import (
	"encoding/binary"
	"errors"
)

// Wire types of protobuf used here.
const (
	Varint = 0 // int32、int64、bool、enum
	Len    = 2 // string、bytes、嵌套的消息
)

// Record is one field as it stands in the bytes: number, wire type, value. Neither name nor declared type is there.
type Record struct {
	Number int
	Type   int
	Int    uint64
	Bytes  []byte
}

// AppendInt appends an integer field; a zero is left out, as proto3 does without `optional`.
func AppendInt(b []byte, number int, v int64) []byte {
	if v == 0 {
		return b
	}
	b = binary.AppendUvarint(b, uint64(number)<<3|Varint)
	return binary.AppendUvarint(b, uint64(v))
}

// AppendString appends a string field; an empty one is left out.
func AppendString(b []byte, number int, s string) []byte {
	if s == "" {
		return b
	}
	b = binary.AppendUvarint(b, uint64(number)<<3|Len)
	b = binary.AppendUvarint(b, uint64(len(s)))
	return append(b, s...)
}

var errWire = errors.New("contract: malformed message")

// --8<-- [start:parse]

// Parse 不需要 .proto 就能切开每个字段：线上有号码和长度，没有名字。
// 不认识的号码因此可以整个跳过，旧程序才读得了新消息。
func Parse(b []byte) (records []Record, err error) {
	for len(b) > 0 {
		key, n := binary.Uvarint(b)
		v, m := binary.Uvarint(b[max(n, 0):])
		if n <= 0 || m <= 0 {
			return nil, errWire
		}
		b = b[n+m:]
		r := Record{Number: int(key >> 3), Type: int(key & 7), Int: v}
		switch {
		case r.Type == Len && v <= uint64(len(b)):
			r.Bytes, b = b[:v], b[v:]
		case r.Type != Varint:
			return nil, errWire
		}
		records = append(records, r)
	}
	return records, nil
}

// --8<-- [end:parse]
