package stock

import "sync"

// --8<-- [start:schema]

// Schema 是落库的表；ApplySQL 在一个事务里执行，更新影响 0 行就回滚。
const (
	Schema = `
CREATE TABLE stock (sku BIGINT PRIMARY KEY, left_qty BIGINT NOT NULL CHECK (left_qty >= 0));
CREATE TABLE stock_log (
  sku BIGINT, order_id VARCHAR(64), kind CHAR(1),   -- kind：D 扣，R 还；一单各至多一次
  delta BIGINT NOT NULL, PRIMARY KEY (sku, order_id, kind));`

	ApplySQL = `
INSERT INTO stock_log (sku, order_id, kind, delta) VALUES (?, ?, ?, ?);  -- 主键冲突：重复投递，当作已处理
UPDATE stock SET left_qty = left_qty + ? WHERE sku = ? AND left_qty + ? >= 0;`
)

// --8<-- [end:schema]

// Ledger 按 ApplySQL 的语义在内存里落库。
type Ledger struct {
	mu   sync.Mutex
	Left int64
	seen map[entry]bool
}

type entry struct {
	order  string
	giving bool
}

// Apply 返回 false 表示库存不够：Redis 放进来的超过了数据库允许的，要告警、退单。
func (l *Ledger) Apply(order string, delta int64) bool {
	id := entry{order, delta > 0}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.seen[id] {
		return true
	}
	if l.Left+delta < 0 {
		return false
	}
	if l.seen == nil {
		l.seen = make(map[entry]bool)
	}
	l.seen[id], l.Left = true, l.Left+delta
	return true
}
