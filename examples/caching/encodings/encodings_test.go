// Package encodings 对着真的 Redis 看同一个类型在不同大小时用什么编码。
package encodings

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"zhiku.example/internal/redistest"
)

// --8<-- [start:table]

var cases = []struct {
	what         string
	cmd          string // 每加一个元素的命令，? 换成元素的值
	n            int    // 加多少个
	size         int    // 每个元素多长；0 是用整数 1…n
	want, before string // 7.2 起的编码，和 7.0 的（相同就空着）
}{
	{"整数字符串", "SET k ?", 1, 0, "int", ""},
	{"44 字节字符串", "SET k ?", 1, 44, "embstr", ""},
	{"45 字节字符串", "SET k ?", 1, 45, "raw", ""},
	{"小列表", "RPUSH k ?", 3, 8, "listpack", "quicklist"},
	{"大列表", "RPUSH k ?", 1000, 32, "quicklist", ""},
	{"512 个字段的哈希", "HSET k ? 1", 512, 8, "listpack", ""},
	{"513 个字段的哈希", "HSET k ? 1", 513, 8, "hashtable", ""},
	{"有一个字段 65 字节的哈希", "HSET k ? 1", 1, 65, "hashtable", ""},
	{"512 个整数的集合", "SADD k ?", 512, 0, "intset", ""},
	{"513 个整数的集合", "SADD k ?", 513, 0, "hashtable", ""},
	{"128 个字符串的集合", "SADD k ?", 128, 8, "listpack", "hashtable"},
	{"129 个字符串的集合", "SADD k ?", 129, 8, "hashtable", ""},
	{"128 个成员的有序集合", "ZADD k 1 ?", 128, 8, "listpack", ""},
	{"129 个成员的有序集合", "ZADD k 1 ?", 129, 8, "skiplist", ""},
	{"流", "XADD k * f ?", 1, 8, "stream", ""},
	{"HyperLogLog 就是字符串", "PFADD k ?", 1, 8, "raw", ""},
	{"位图就是字符串", "SETBIT k ? 1", 1, 0, "raw", ""},
	{"地理位置就是有序集合", "GEOADD k 116.4 39.9 ?", 1, 8, "listpack", ""},
}

// --8<-- [end:table]

var version = regexp.MustCompile(`redis_version:(\d+)\.(\d+)`)

func TestEncodings(t *testing.T) {
	c := redistest.Start(t)()
	v := version.FindStringSubmatch(c.Must(t, "INFO", "server").(string))
	major, _ := strconv.Atoi(v[1])
	minor, _ := strconv.Atoi(v[2])
	if major < 7 {
		t.Skip("表里是 7.0 起的编码")
	}
	for _, tc := range cases {
		want := tc.want
		if major == 7 && minor < 2 && tc.before != "" {
			want = tc.before
		}
		c.Must(t, "DEL", "k")
		for i := range tc.n {
			s := strconv.Itoa(i + 1)
			if tc.size > 0 {
				s = strings.Repeat("x", tc.size-len(s)) + s
			}
			var args []any
			for _, w := range strings.Fields(tc.cmd) {
				args = append(args, strings.ReplaceAll(w, "?", s))
			}
			c.Must(t, args...)
		}
		if got := c.Must(t, "OBJECT", "ENCODING", "k"); got != want {
			t.Errorf("%s：%v，不是 %s", tc.what, got, want)
		}
	}
}

// 变大会换成通用编码，变小不会自动换回来。
func TestEncodingNeverShrinksBack(t *testing.T) {
	c := redistest.Start(t)()
	for i := range 513 {
		c.Must(t, "HSET", "k", i, 1)
	}
	for i := range 512 {
		c.Must(t, "HDEL", "k", i)
	}
	if got := c.Must(t, "OBJECT", "ENCODING", "k"); got != "hashtable" {
		t.Fatal(got)
	}
}
