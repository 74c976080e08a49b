// Package stock 在 Redis 里扣库存：查、扣、记账是一段脚本，再由消费者落库。
package stock

import (
	"context"
	"fmt"
)

// Redis 是扣减需要的全部：发一条命令，等一个回复。
type Redis interface {
	Do(ctx context.Context, args ...any) (any, error)
}

// --8<-- [start:deduct]

// deductLua：KEYS 是库存、每单的扣减、待落库的流；ARGV 是订单号、数量。
// 返回 1 扣了，2 这一单已经扣过，0 不够，-1 没有这个库存，-2 这一单已经归还过。
const deductLua = `
local qty = tonumber(ARGV[2])
if not qty or qty < 1 or qty % 1 ~= 0 then return redis.error_reply('ERR bad quantity') end
local seen = redis.call('HGET', KEYS[2], ARGV[1])
if seen then return seen == '0' and -2 or 2 end         -- 重试、重复点击：不再扣
local left = redis.call('GET', KEYS[1])
if not left then return -1 end                          -- 键不在不等于 0
if tonumber(left) < qty then return 0 end
redis.call('DECRBY', KEYS[1], ARGV[2])
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
redis.call('XADD', KEYS[3], '*', 'order', ARGV[1], 'delta', -qty)
return 1
`

// giveBackLua：取消订单。数量以账上的为准，归还之后留下 0，迟到的扣减就进不来。
// 返回归还的数量，0 是归还过了，或者从没扣过（也占住，先取消后扣减同样进不来）。
const giveBackLua = `
local qty = redis.call('HGET', KEYS[2], ARGV[1])
redis.call('HSET', KEYS[2], ARGV[1], 0)
if not qty or qty == '0' then return 0 end
if redis.call('EXISTS', KEYS[1]) == 1 then              -- 活动结束、键已过期，就不要凭空造一个
  redis.call('INCRBY', KEYS[1], qty)
end
redis.call('XADD', KEYS[3], '*', 'order', ARGV[1], 'delta', qty)
return tonumber(qty)
`

// --8<-- [end:deduct]

// keys 用同一个 hash tag，集群里三个键才会落在一个槽。
func keys(sku int64) []any {
	k := fmt.Sprintf("stock:{%d}", sku)
	return []any{k, k + ":orders", k + ":log"}
}

func eval(ctx context.Context, r Redis, script string, sku int64, args ...any) (int64, error) {
	v, err := r.Do(ctx, append(append([]any{"EVAL", script, 3}, keys(sku)...), args...)...)
	if err != nil {
		return 0, err
	}
	return v.(int64), nil
}

// Deduct 扣减；同一个订单号重试是安全的。
func Deduct(ctx context.Context, r Redis, sku int64, order string, qty int) (int64, error) {
	return eval(ctx, r, deductLua, sku, order, qty)
}

// GiveBack 归还一单扣掉的全部数量。
func GiveBack(ctx context.Context, r Redis, sku int64, order string) (int64, error) {
	return eval(ctx, r, giveBackLua, sku, order)
}
