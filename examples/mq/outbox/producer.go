package outbox

import "fmt"

// --8<-- [start:place]

// PlaceOrder 让订单和“要发的消息”同生共死：一个本地事务，两次插入。
func PlaceOrder(s *Store, id string, amount int) error {
	return s.InTx(func(tx *Tx) error {
		if amount <= 0 {
			return fmt.Errorf("place order %s: amount %d must be positive", id, amount)
		}
		tx.PutOrder(id, amount)
		tx.AddEvent(Event{EventID: "order-placed:" + id, Key: id, Amount: amount})
		return nil
	})
}

// --8<-- [end:place]

// PlaceOrderDualWrite commits first and sends afterwards: a crash in between loses the message.
func PlaceOrderDualWrite(s *Store, id string, amount int, send func(Event) error, crash *Crash) error {
	tx := s.Begin()
	tx.PutOrder(id, amount)
	tx.Commit()
	if err := crash.Point(); err != nil {
		return err
	}
	return send(Event{EventID: "order-placed:" + id, Key: id, Amount: amount})
}
