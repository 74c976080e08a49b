package snowflake

import (
	"encoding/binary"
	"hash/crc32"
)

// --8<-- [start:route]

// ShardByMod 直接取模：分片数是 2 的幂时，结果只取决于序号的低位。
func ShardByMod(id int64, shards uint32) uint32 { return uint32(id % int64(shards)) }

// ShardByHash 先打散再取模。散列要跨进程、跨版本不变，所以不能用 hash/maphash。
func ShardByHash(id int64, shards uint32) uint32 {
	return crc32.ChecksumIEEE(binary.BigEndian.AppendUint64(nil, uint64(id))) % shards
}

// --8<-- [end:route]
