package capacity

// --8<-- [start:plan]

// Need 是规划期末的需求。
type Need struct {
	PeakWrites int64 // 每秒写事务，峰值
	Rows       int64 // 在线保留的行数
	RowBytes   int64 // 一行连同二级索引的实际占用
}

// Node 是一个主库实例的上限，来自自己的压测和恢复演练。
type Node struct {
	Writes int64 // 延迟仍达标时的每秒写事务
	Spare  int64 // 留给突发和故障的余量，百分比
	Bytes  int64 // 恢复时间目标内能重建的数据量
}

// Nodes 分别按写吞吐和数据量算实例数，取大者。
func (n Need) Nodes(node Node) (byWrites, byBytes, nodes int64) {
	byWrites = ceilDiv(n.PeakWrites*100, node.Writes*(100-node.Spare))
	byBytes = ceilDiv(n.Rows*n.RowBytes, node.Bytes)
	return byWrites, byBytes, max(byWrites, byBytes)
}

// EvenHosts 列出能均分 shards 个逻辑分片的实例数。
func EvenHosts(shards int) (hosts []int) {
	for h := 1; h <= shards; h++ {
		if shards%h == 0 {
			hosts = append(hosts, h)
		}
	}
	return hosts
}

// --8<-- [end:plan]

// RowsAfter 是 days 天后在线的行数；keepDays 为 0 表示不归档。
func RowsAfter(now, perDay, days, keepDays int64) int64 {
	rows := now + perDay*days
	if keepDays > 0 {
		rows = min(rows, perDay*keepDays)
	}
	return rows
}
