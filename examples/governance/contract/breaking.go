package contract

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
)

var (
	message = regexp.MustCompile(`(?ms)^message (\w+) \{\n(.*?)^\}`)
	field   = regexp.MustCompile(`(?m)^\s+(?:optional )?((?:repeated )?\w+) (\w+) = (\d+);`)
	kept    = regexp.MustCompile(`(?m)^\s+reserved (\d+);`)
)

// --8<-- [start:breaking]

// Breaking 列出新版契约里可能弄坏线上数据的字段改动（够看懂原理；工程里用 buf breaking）。
func Breaking(before, after string) (found []string) {
	now := fields(after)
	for _, id := range slices.Sorted(maps.Keys(fields(before))) {
		was, is := fields(before)[id], now[id]
		switch {
		case is == "":
			found = append(found, id+" 删了，号码没有 reserved")
		case is != "reserved" && is != was:
			found = append(found, fmt.Sprintf("%s 从 %s 变成 %s", id, was, is))
		}
	}
	return found
}

// --8<-- [end:breaking]

// fields maps "Message #number" to "type name", or to "reserved".
func fields(proto string) map[string]string {
	m := map[string]string{}
	for _, msg := range message.FindAllStringSubmatch(proto, -1) {
		for _, f := range field.FindAllStringSubmatch(msg[2], -1) {
			m[msg[1]+" #"+f[3]] = f[1] + " " + f[2]
		}
		for _, k := range kept.FindAllStringSubmatch(msg[2], -1) {
			m[msg[1]+" #"+k[1]] = "reserved"
		}
	}
	return m
}
