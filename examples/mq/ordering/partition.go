package ordering

import "hash/fnv"

// Partition has the shape of the usual key partitioner: hash(key) modulo the number of partitions.
func Partition(key string, partitions int) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(key))
	return int(h.Sum32() % uint32(partitions))
}

// Moves counts what happens to the keys when the topic grows.
func Moves(keys []string, from, to int) (stay, toNew, toOld int) {
	for _, key := range keys {
		before, after := Partition(key, from), Partition(key, to)
		switch {
		case before == after:
			stay++
		case after >= from: // 新加的分区
			toNew++
		default: // 另一个老分区
			toOld++
		}
	}
	return stay, toNew, toOld
}
