package transfer

import (
	"errors"
	"testing"
)

// --8<-- [start:crash]

// 崩在每一个本地事务之后，客户端再重试、定时任务再恢复，各种次序都走一遍：钱不多不少。
func TestCrashAnywhere(t *testing.T) {
	for _, closed := range []bool{false, true} {
		for crash := range 4 {
			for again := range 4 {
				payer, payee := NewShard(), NewShard()
				payer.Balance["A"] = 1000
				payee.Closed["B"] = closed
				Run(payer, payee, "t1", "A", "B", 300, crash)
				Run(payer, payee, "t1", "A", "B", 300, again) // 客户端重试，也可能再崩
				Recover(payer, payee)
				Recover(payer, payee)

				a, b := int64(700), int64(300)
				if closed || crash == 0 && again == 0 {
					a, b = 1000, 0
				}
				if payer.Balance["A"] != a || payee.Balance["B"] != b {
					t.Errorf("拒收 %v，崩在 %d，再崩在 %d：A %d，B %d", closed, crash, again, payer.Balance["A"], payee.Balance["B"])
				}
			}
		}
	}
}

// --8<-- [end:crash]

// 对账要加上在途的钱：扣了还没到的那一刻，两边余额之和少 300。
func TestMoneyInFlight(t *testing.T) {
	payer, payee := NewShard(), NewShard()
	payer.Balance["A"] = 1000
	Run(payer, payee, "t1", "A", "B", 300, 1)
	inFlight := payer.Transfers["t1"].Amount
	if sum := payer.Balance["A"] + payee.Balance["B"]; sum != 700 || sum+inFlight != 1000 {
		t.Errorf("余额之和 %d，在途 %d", sum, inFlight)
	}
}

// 账户在两次重试之间被关掉：先下的结论算数，不会一边入账一边退款。
func TestVerdictIsFinal(t *testing.T) {
	payer, payee := NewShard(), NewShard()
	payer.Balance["A"] = 1000
	Run(payer, payee, "t1", "A", "B", 300, 2) // 已经到账，没来得及收尾
	payee.Closed["B"] = true
	Recover(payer, payee)
	if payer.Balance["A"] != 700 || payee.Balance["B"] != 300 || payer.Transfers["t1"].Status != Done {
		t.Errorf("A %d，B %d", payer.Balance["A"], payee.Balance["B"])
	}
}

// 拒收也是结论：付款方已经退款，账户又开了，迟到的那一次也不许入账。
func TestRejectionIsFinal(t *testing.T) {
	payer, payee := NewShard(), NewShard()
	payer.Balance["A"] = 1000
	payee.Closed["B"] = true
	Run(payer, payee, "t1", "A", "B", 300, 3)
	payee.Closed["B"] = false
	if v := payee.Credit("t1", "B", 300); v != Rejected || payee.Balance["B"] != 0 || payer.Balance["A"] != 1000 {
		t.Errorf("结论 %d，A %d，B %d", v, payer.Balance["A"], payee.Balance["B"])
	}
}

// 一个分片上有许多付款人：退款退给流水里记的那个人；没有结论就不动。
func TestRefundGoesToThePayer(t *testing.T) {
	payer, payee := NewShard(), NewShard()
	payer.Balance["A"], payer.Balance["C"] = 1000, 1000
	payee.Closed["B"], payee.Closed["D"] = true, true
	Run(payer, payee, "t1", "A", "B", 300, 1)
	Run(payer, payee, "t2", "C", "D", 200, 1)
	payer.Finish("t1", Undecided)
	if payer.Balance["A"] != 700 || payer.Transfers["t1"].Status != Pending {
		t.Error("没有结论，不该收尾")
	}
	Recover(payer, payee)
	if payer.Balance["A"] != 1000 || payer.Balance["C"] != 1000 {
		t.Errorf("A %d，C %d", payer.Balance["A"], payer.Balance["C"])
	}
}

func TestInsufficient(t *testing.T) {
	payer, payee := NewShard(), NewShard()
	if err := Run(payer, payee, "t1", "A", "B", 300, 3); !errors.Is(err, ErrInsufficient) || len(payer.Transfers) != 0 {
		t.Errorf("%v", err)
	}
}

// --8<-- [start:naive]

// 常见的写法：扣款、加款、失败就当场退，流水最后才记。崩在中间，没有任何记录可以恢复。
func TestInlineCompensationLosesMoney(t *testing.T) {
	payer, payee := NewShard(), NewShard()
	payer.Balance["A"] = 1000
	naive := func(crash bool) {
		payer.Balance["A"] -= 300
		if crash {
			return // 进程被杀
		}
		payee.Balance["B"] += 300
		payer.Transfers["t1"] = &Transfer{"t1", "A", "B", 300, Done}
	}
	naive(true)
	Recover(payer, payee)
	if payer.Balance["A"]+payee.Balance["B"] != 700 {
		t.Error("本该丢 300")
	}
}

// --8<-- [end:naive]
