// Package sms is a highly available sender of text messages over several interchangeable providers.
package sms

import (
	"context"
	"errors"
	"time"

	"zhiku.example/governance/breaker"
	"zhiku.example/governance/ratelimit"
)

// Message is one request to send; Key makes repeats harmless.
type Message struct {
	Key      string
	To       string
	Template string
	Args     map[string]string
	Deadline time.Time // 过了就没用：验证码晚到不如不到
	// TwiceIsFine：同一条收到两次无妨（内容相同的验证码、通知）。
	TwiceIsFine bool
}

// What a provider's answer proves; adapters wrap one of them, anything else means that nobody knows.
var (
	ErrNotSent  = errors.New("certainly not sent")            // 连接被拒、对方明说限流或余额不足
	ErrRejected = errors.New("no provider will ever send it") // 号码非法、退订、内容违规
)

// Answers of Send besides nil.
var (
	ErrExpired = errors.New("sms: too late to be useful")
	ErrUnknown = errors.New("sms: may have been sent, ask for the receipt")
	ErrNobody  = errors.New("sms: no provider could take it now")
)

// Provider is one supplier with its own quota and its own breaker.
type Provider struct {
	Name    string
	Quota   ratelimit.Limiter // 合同里的速率；超过会被对方拒绝，甚至封号
	Breaker *breaker.Breaker
	Timeout time.Duration
	Deliver func(context.Context, Message) (receipt string, err error)
}

// Sent says who took the message and under which number to ask for it.
type Sent struct{ Provider, Receipt string }

// Sender tries providers in order.
type Sender struct {
	Providers []Provider
	Now       func() time.Time
}

// --8<-- [start:send]

// Send 依次试各家。每个错误只问一件事：对方可能已经发了吗？
func (s Sender) Send(ctx context.Context, m Message) (Sent, error) {
	ctx, cancel := context.WithDeadline(ctx, m.Deadline)
	defer cancel()
	unknown := false
	for _, p := range s.Providers {
		if ctx.Err() != nil || !s.Now().Before(m.Deadline) {
			break
		}
		if !p.Quota.Allow() { // 自己的额度满了不是对方的错，不记进熔断
			continue
		}
		sent, err := p.try(ctx, m)
		switch {
		case err == nil:
			return sent, nil
		case errors.Is(err, ErrRejected): // 换谁都一样
			return Sent{}, err
		case errors.Is(err, breaker.ErrOpen), errors.Is(err, ErrNotSent):
			continue
		}
		unknown = true // 超时、断线、看不懂的回答
		if !m.TwiceIsFine {
			break
		}
	}
	switch {
	case unknown:
		return Sent{}, ErrUnknown
	case !s.Now().Before(m.Deadline):
		return Sent{}, ErrExpired
	default:
		return Sent{}, ErrNobody
	}
}

// try 单次超时在熔断里面，超时才会被记成失败。
func (p Provider) try(ctx context.Context, m Message) (Sent, error) {
	sent := Sent{Provider: p.Name}
	err := p.Breaker.Do(ctx, func(ctx context.Context) (err error) {
		ctx, cancel := context.WithTimeout(ctx, p.Timeout)
		defer cancel()
		sent.Receipt, err = p.Deliver(ctx, m)
		return err
	})
	return sent, err
}

// --8<-- [end:send]

// --8<-- [start:classify]

// Classify 给熔断器用：号码非法说明对方活得好好的，不能算它失败。
func Classify(err error) breaker.Outcome {
	if errors.Is(err, ErrRejected) {
		return breaker.Success
	}
	return breaker.DefaultClassify(err)
}

// --8<-- [end:classify]
