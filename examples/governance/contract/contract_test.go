package contract

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
)

func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// 样例 .proto 是真的：有 protoc 的机器上，三份都要能编译。
func TestSamplesCompile(t *testing.T) {
	protoc, err := exec.LookPath("protoc")
	if err != nil {
		t.Skip("没有 protoc（Debian：apt install protobuf-compiler），跳过编译 .proto")
	}
	for _, dir := range []string{"v1", "v2", "bad"} {
		out := filepath.Join(t.TempDir(), "set.pb")
		if msg, err := exec.Command(protoc, "-I", dir, "--descriptor_set_out", out, "order.proto").CombinedOutput(); err != nil {
			t.Fatalf("%s：%v\n%s", dir, err, msg)
		}
	}
}

// --8<-- [start:gate]
func TestGate(t *testing.T) {
	v1 := read(t, "v1/order.proto")
	if found := Breaking(v1, read(t, "v2/order.proto")); len(found) != 0 {
		t.Fatalf("v2 应当兼容：%v", found)
	}
	want := []string{
		"CreateOrderRequest #2 从 int64 user_id 变成 string user_id",
		"CreateOrderRequest #3 从 string coupon 变成 string remark",
		"CreateOrderRequest #4 删了，号码没有 reserved",
	}
	if found := Breaking(v1, read(t, "bad/order.proto")); !slices.Equal(found, want) {
		t.Fatalf("%q", found)
	}
}

// --8<-- [end:gate]

func get(t *testing.T, b []byte, number int) (r Record) {
	t.Helper()
	records, err := Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	for _, r = range records {
		if r.Number == number {
			return r
		}
	}
	return Record{}
}

func TestOldReaderSkipsNewFieldAndBack(t *testing.T) {
	fresh := AppendString(AppendInt(nil, 2, 42), 5, "spring") // v2 写的
	if get(t, fresh, 2).Int != 42 {
		t.Fatal("v1 的代码应当读得到 user_id，并跳过不认识的 5 号")
	}
	old := AppendInt(nil, 2, 42) // v1 写的
	if r := get(t, old, 5); r.Bytes != nil {
		t.Fatal("v2 的代码读旧消息，新字段是空的")
	}
}

// --8<-- [start:reuse]
// 3 号从前是优惠券，现在改成备注：没有任何报错，备注被当成优惠券用掉了。
func TestReusedNumberIsReadAsTheOldField(t *testing.T) {
	written := AppendString(nil, 3, "请放门口") // 新程序写 remark
	if coupon := string(get(t, written, 3).Bytes); coupon != "请放门口" {
		t.Fatalf("旧程序读到的 coupon 是 %q", coupon)
	}
}

// --8<-- [end:reuse]

// 类别不同的字段，号码相同也不是它：按 string 读的人应当把它当成不认识的，得到空串。
func TestOtherWireTypeIsNotTheField(t *testing.T) {
	written := AppendInt(nil, 2, 42) // 旧程序写 int64 user_id
	if r := get(t, written, 2); r.Type == Len || r.Bytes != nil {
		t.Fatalf("%+v", r)
	}
}

// repeated 和单个的数字在线上排法不同，也算改了类型。
func TestGateSeesRepeated(t *testing.T) {
	before, after := "message A {\n  int64 n = 1;\n}", "message A {\n  repeated int64 n = 1;\n}"
	if found := Breaking(before, after); !slices.Equal(found, []string{"A #1 从 int64 n 变成 repeated int64 n"}) {
		t.Fatalf("%q", found)
	}
}

func TestNarrowerReaderTruncates(t *testing.T) {
	written := AppendInt(nil, 1, 1<<32+7) // 写的是 int64
	if got := int32(get(t, written, 1).Int); got != 7 {
		t.Fatalf("按 int32 读，得到 %d", got)
	}
}

// 没有 optional 的字段，0 不上线：收的人分不清“填了 0”和“没填”。
func TestZeroIsNotSent(t *testing.T) {
	if b := AppendInt(nil, 6, 0); len(b) != 0 {
		t.Fatalf("% x", b)
	}
}

func TestMalformed(t *testing.T) {
	for _, b := range [][]byte{{0x80}, {0x1a, 0x09, 'x'}, {0x0d, 0x01}} {
		if _, err := Parse(b); err == nil {
			t.Fatalf("% x 应当报错", b)
		}
	}
}
