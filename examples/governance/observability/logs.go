// Package observability shows logs that can be joined, traces that cross processes, and metrics that stay small.
package observability

import (
	"context"
	"log/slog"
)

// --8<-- [start:handler]

// Traced 给每条日志补上 ctx 里的 trace_id。
type Traced struct{ Next slog.Handler }

// Enabled 照问里面的。
func (t Traced) Enabled(ctx context.Context, level slog.Level) bool {
	return t.Next.Enabled(ctx, level)
}

// Handle 只认 ctx：业务代码要用 InfoContext，用 Info 就没有 trace_id。
func (t Traced) Handle(ctx context.Context, record slog.Record) error {
	if trace, ok := FromContext(ctx); ok {
		record = record.Clone() // 别人手里可能还有这条记录
		record.AddAttrs(slog.String("trace_id", trace.ID()))
	}
	return t.Next.Handle(ctx, record)
}

// WithAttrs 和 WithGroup 必须再包一层：只靠嵌入，logger.With(...) 之后 trace_id 就没了。
func (t Traced) WithAttrs(attrs []slog.Attr) slog.Handler { return Traced{t.Next.WithAttrs(attrs)} }

// WithGroup 同上；组之后加的属性会落进组里，所以 trace_id 最好不与组混用。
func (t Traced) WithGroup(name string) slog.Handler { return Traced{t.Next.WithGroup(name)} }

// --8<-- [end:handler]

// --8<-- [start:redact]

// Phone 直接交给 slog、用 %v 或 %s 拼，都只露末四位。
// 挡不住 string(p)，也挡不住把含有它的结构体整个编码成 JSON。
type Phone string

// LogValue 管 slog。
func (p Phone) LogValue() slog.Value { return slog.StringValue(p.String()) }

// String 管 %v、%s；类型负责脱敏，比让每个调用者记得要可靠。
func (p Phone) String() string {
	if len(p) <= 4 {
		return "****"
	}
	return "****" + string(p[len(p)-4:])
}

// --8<-- [end:redact]
