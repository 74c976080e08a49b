// Package transfer moves money between two shards that share no transaction.
package transfer

import "errors"

// Status of a transfer on the payer's shard.
type Status int

const (
	Pending  Status = iota // 已扣款，在途
	Done                   // 已到账
	Refunded               // 对方拒收，已退回
)

// Verdict is what the payee's shard decided, once and for all.
type Verdict int

const (
	Undecided Verdict = iota
	Accepted
	Rejected
)

// Transfer 是付款方分片上的一行流水；金额用整数分。
type Transfer struct {
	ID, From, To string
	Amount       int64
	Status       Status
}

// Shard is one database; every method below is one local transaction on it.
type Shard struct {
	Balance   map[string]int64
	Transfers map[string]*Transfer // 付款方的流水
	Verdicts  map[string]Verdict   // 收款方的去重表，主键是流水号
	Closed    map[string]bool
}

// NewShard returns an empty shard.
func NewShard() *Shard {
	return &Shard{map[string]int64{}, map[string]*Transfer{}, map[string]Verdict{}, map[string]bool{}}
}

var ErrInsufficient = errors.New("transfer: insufficient balance")

// --8<-- [start:steps]

// Begin：付款方分片上的一个本地事务，扣款和流水要么都在，要么都不在。
func (s *Shard) Begin(id, from, to string, amount int64) error {
	if _, ok := s.Transfers[id]; ok {
		return nil // 重试：已经开始过
	}
	if s.Balance[from] < amount {
		return ErrInsufficient
	}
	s.Balance[from] -= amount
	s.Transfers[id] = &Transfer{id, from, to, amount, Pending}
	return nil
}

// Credit：收款方分片上的一个本地事务，到账和“这一笔已经有结论”写在一起。
// 结论只下一次，拒收也记下来，迟到的重试就不会再入账。
func (s *Shard) Credit(id, to string, amount int64) Verdict {
	if v := s.Verdicts[id]; v != Undecided {
		return v
	}
	if s.Closed[to] {
		s.Verdicts[id] = Rejected
		return Rejected
	}
	s.Balance[to] += amount
	s.Verdicts[id] = Accepted
	return Accepted
}

// Finish：付款方分片上按结论收尾；只从 Pending 出发，重做没有副作用，没有结论就什么都不做。
func (s *Shard) Finish(id string, v Verdict) {
	t := s.Transfers[id]
	if t == nil || t.Status != Pending {
		return
	}
	switch v {
	case Accepted:
		t.Status = Done
	case Rejected:
		s.Balance[t.From] += t.Amount
		t.Status = Refunded
	}
}

// --8<-- [end:steps]

// Run does the transfer; after crashAt local transactions the process dies. It may be called again at any time.
func Run(payer, payee *Shard, id, from, to string, amount int64, crashAt int) error {
	if crashAt == 0 {
		return nil
	}
	if err := payer.Begin(id, from, to, amount); err != nil {
		return err
	}
	if crashAt == 1 {
		return nil
	}
	v := payee.Credit(id, to, amount)
	if crashAt == 2 {
		return nil
	}
	payer.Finish(id, v)
	return nil
}

// --8<-- [start:recover]

// Recover 由定时任务跑：凡是还在途的都再推一遍，从收款方的结论开始。
func Recover(payer, payee *Shard) {
	for id, t := range payer.Transfers {
		if t.Status == Pending {
			payer.Finish(id, payee.Credit(id, t.To, t.Amount))
		}
	}
}

// --8<-- [end:recover]
