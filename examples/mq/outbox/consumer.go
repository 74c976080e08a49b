package outbox

// Account is the consumer's database: the effect and the dedup table share its transactions.
type Account struct {
	Balance   int
	processed map[string]bool
}

// NewAccount returns an empty consumer database.
func NewAccount() *Account {
	return &Account{processed: map[string]bool{}}
}

// --8<-- [start:consume]

// Apply 是一个本地事务：登记 EventID 与业务修改一起提交，重复的消息不再生效。
func (a *Account) Apply(e Event) (applied bool) {
	if a.processed[e.EventID] { // 真实数据库里：INSERT 撞上唯一键
		return false
	}
	a.processed[e.EventID] = true
	a.Balance += e.Amount
	return true
}

// Consume 先处理，后提交位置；offset 是已提交的“下一条”。
func Consume(log *Log, a *Account, offset *int, crash *Crash) error {
	for *offset < len(log.Events) {
		a.Apply(log.Events[*offset])
		if err := crash.Point(); err != nil { // 测试用：死在处理之后、提交之前
			return err
		}
		*offset++
		if err := crash.Point(); err != nil {
			return err
		}
	}
	return nil
}

// --8<-- [end:consume]

// ConsumeCommitFirst commits the position before the work: a crash in between loses the message.
func ConsumeCommitFirst(log *Log, a *Account, offset *int, crash *Crash) error {
	for *offset < len(log.Events) {
		e := log.Events[*offset]
		*offset++
		if err := crash.Point(); err != nil {
			return err
		}
		a.Apply(e)
	}
	return nil
}
