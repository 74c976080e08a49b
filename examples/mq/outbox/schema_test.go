package outbox

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestSchemaOnPostgres runs the SQL of the article against a real server:
// ZHIKU_PSQL="psql -h /tmp/pg -U postgres" go test -run Postgres ./mq/outbox
// It works in its own schema and drops it.
func TestSchemaOnPostgres(t *testing.T) {
	command := strings.Fields(os.Getenv("ZHIKU_PSQL"))
	if len(command) == 0 {
		t.Skip("ZHIKU_PSQL is not set: the SQL was not run")
	}
	a, b := connect(t, command), connect(t, command)
	a.run("DROP SCHEMA IF EXISTS outbox_test CASCADE; CREATE SCHEMA outbox_test; SET search_path TO outbox_test;")
	b.run("SET search_path TO outbox_test;")
	defer a.run("DROP SCHEMA outbox_test CASCADE;")

	a.run(Schema)
	a.run(`INSERT INTO outbox (id, event_id, topic, msg_key, payload)
	       SELECT n, 'e' || n, 'orders', 'o1', '{}' FROM generate_series(1, 5) AS n;`)

	a.run("BEGIN;")
	b.run("BEGIN;")
	if got := firstColumn(a.run(Claim)); got != "1 2" {
		t.Errorf("relay a claimed %q, want rows 1 and 2", got)
	}
	// b 不等待，直接拿到后面的行：同一个 key 的 3 可能先于 1 发出
	if got := firstColumn(b.run(Claim)); got != "3 4" {
		t.Errorf("relay b claimed %q, want rows 3 and 4", got)
	}
	a.run(Mark + "1;")
	a.run("COMMIT;") // 2 没有标记，锁随事务释放
	b.run("ROLLBACK;")
	if got := firstColumn(a.run(Claim)); got != "2 3" {
		t.Errorf("after the commit %q is claimed, want rows 2 and 3", got)
	}

	a.run("INSERT INTO processed_event VALUES ('billing', 'e1');")
	if got := a.run("INSERT INTO processed_event VALUES ('billing', 'e1');"); !strings.Contains(got, "duplicate key") {
		t.Errorf("second insert answered %q, want a duplicate key error", got)
	}
	if got := a.run("INSERT INTO processed_event VALUES ('mailer', 'e1');"); got != "" {
		t.Errorf("another consumer's insert answered %q", got)
	}
}

// session is one psql process: statements in, answer lines out.
type session struct {
	t   *testing.T
	in  io.Writer
	out *bufio.Scanner
}

func connect(t *testing.T, command []string) *session {
	t.Helper()
	args := append(command[1:len(command):len(command)], "-qAtX", "-v", "VERBOSITY=terse")
	cmd := exec.Command(command[0], args...)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = cmd.Stdout
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Wait()
	})
	return &session{t: t, in: in, out: bufio.NewScanner(out)}
}

// run sends SQL and returns all lines printed before the end mark.
func (s *session) run(sql string) string {
	s.t.Helper()
	if _, err := io.WriteString(s.in, sql+"\n\\echo --end--\n"); err != nil {
		s.t.Fatal(err)
	}
	var lines []string
	for s.out.Scan() {
		if s.out.Text() == "--end--" {
			return strings.Join(lines, "\n")
		}
		lines = append(lines, s.out.Text())
	}
	s.t.Fatalf("psql ended early: %s", strings.Join(lines, "\n"))
	return ""
}

func firstColumn(answer string) string {
	var column []string
	for line := range strings.Lines(answer) {
		id, _, _ := strings.Cut(line, "|")
		column = append(column, id)
	}
	return strings.Join(column, " ")
}
