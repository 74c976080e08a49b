package idempotent

// Message is one delivery; ID names the event, not the delivery.
type Message struct {
	ID     string
	Amount int
}

// --8<-- [start:three]

// MarkFirst 先占 Redis 的标记再干活：死在中间，重投时被当成做过，丢。
func MarkFirst(m Message, marks *Marks, db *DB, crash *Crash) error {
	if !marks.SetNX(m.ID) {
		return nil
	}
	if err := crash.Point(); err != nil {
		return err
	}
	db.Add(m.Amount)
	return nil
}

// MarkLast 干完再标记：死在中间，重投时再做一遍，重。
func MarkLast(m Message, marks *Marks, db *DB, crash *Crash) error {
	if marks.Has(m.ID) {
		return nil
	}
	db.Add(m.Amount)
	if err := crash.Point(); err != nil {
		return err
	}
	marks.SetNX(m.ID)
	return nil
}

// SameTx 标记和业务修改同库、同事务；Redis 只是前面的快路径，事务提交之后才写。
func SameTx(m Message, marks *Marks, db *DB, crash *Crash) error {
	if marks.Has(m.ID) {
		return nil // 省一次数据库，不负责正确性
	}
	db.AddOnce(m.ID, m.Amount)
	if err := crash.Point(); err != nil {
		return err
	}
	marks.SetNX(m.ID)
	return nil
}

// --8<-- [end:three]

// Order is a row with a state.
type Order struct{ Status, PaymentID string }

// Outcome says what a payment message did to an order.
type Outcome string

// What became of a message.
const (
	Applied   Outcome = "applied"
	Duplicate Outcome = "duplicate"
	Conflict  Outcome = "conflict"
)

// --8<-- [start:state]

// Pay 是 UPDATE … SET status='paid', payment_id=? WHERE id=? AND status='created'，再看影响了几行。
func (o *Order) Pay(paymentID string) Outcome {
	if o.Status == "created" { // 影响 1 行
		o.Status, o.PaymentID = "paid", paymentID
		return Applied
	}
	if o.PaymentID == paymentID { // 影响 0 行，读出来看：同一笔支付又来了
		return Duplicate
	}
	return Conflict // 另一笔支付，或订单已取消：不是重复，要退款或报警
}

// --8<-- [end:state]
