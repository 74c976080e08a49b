package stock

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestSchemaOnPostgres 把文中的 SQL 跑在真的服务器上：
// ZHIKU_PSQL="psql -h /tmp/pg -U postgres" go test -run Postgres ./caching/stock
// 它用自己的 schema，跑完就删。
func TestSchemaOnPostgres(t *testing.T) {
	command := strings.Fields(os.Getenv("ZHIKU_PSQL"))
	if len(command) == 0 {
		t.Skip("没有设 ZHIKU_PSQL，SQL 没有跑")
	}
	apply := func(order, kind string, delta int) string {
		sql := ApplySQL
		for _, v := range []any{1, "'" + order + "'", "'" + kind + "'", delta, delta, 1, delta} {
			sql = strings.Replace(sql, "?", fmt.Sprint(v), 1)
		}
		return "BEGIN;" + sql
	}
	script := "DROP SCHEMA IF EXISTS stock_test CASCADE; CREATE SCHEMA stock_test; SET search_path TO stock_test;" + Schema +
		"INSERT INTO stock VALUES (1, 5);\n\\echo --\n" +
		apply("a", "D", -3) + "COMMIT;" + // 扣 3
		apply("a", "D", -3) + "ROLLBACK;" + // 重复投递：主键冲突
		apply("b", "D", -3) + "ROLLBACK;" + // 不够：更新 0 行
		apply("a", "R", 3) + "COMMIT;" + // 归还
		"SELECT left_qty FROM stock; SELECT count(*) FROM stock_log;\n\\echo --\nDROP SCHEMA stock_test CASCADE;"

	cmd := exec.Command(command[0], append(command[1:len(command):len(command)], "-AtX", "-v", "VERBOSITY=terse")...)
	cmd.Stdin = strings.NewReader(script)
	out, err := cmd.CombinedOutput()
	parts := strings.Split(string(out), "--\n")
	if err != nil || len(parts) != 3 {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, want := range []string{
		"INSERT 0 1\nUPDATE 1\nCOMMIT\n",
		"duplicate key",
		"INSERT 0 1\nUPDATE 0\nROLLBACK\n",
		"UPDATE 1\nCOMMIT\n5\n2\n",
	} {
		if !strings.Contains(parts[1], want) {
			t.Errorf("没有 %q：\n%s", want, parts[1])
		}
	}
}
