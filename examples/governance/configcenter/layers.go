// Package configcenter shows what a client and a server of a configuration centre must get right.
package configcenter

// --8<-- [start:layers]

// Layer 是一处配置来源。
type Layer struct {
	Name   string
	Values map[string]string
}

// Value 记着值从哪里来：排查“为什么没生效”时，先问的就是这个。
type Value struct {
	Text string
	From string
}

// Resolve 从最低优先级叠到最高，后面的盖住前面的。
// 没出现和空字符串是两回事：出现了就算数。
func Resolve(lowToHigh ...Layer) map[string]Value {
	out := make(map[string]Value)
	for _, layer := range lowToHigh {
		for key, text := range layer.Values {
			out[key] = Value{text, layer.Name}
		}
	}
	return out
}

// --8<-- [end:layers]
