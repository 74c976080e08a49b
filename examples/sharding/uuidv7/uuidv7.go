//go:build go1.27

// Package uuidv7 reads what a version 7 UUID tells its reader.
package uuidv7

import (
	"encoding/binary"
	"time"
	"uuid"
)

// CreatedAt 取出前 48 位：任何拿到 UUIDv7 的人都能知道它的生成时间。
func CreatedAt(u uuid.UUID) time.Time {
	return time.UnixMilli(int64(binary.BigEndian.Uint64(u[:8]) >> 16))
}
