package ratelimit

// --8<-- [start:lua]

// TokenBucketLua：KEYS[1] 是桶；ARGV 是每个令牌的间隔（微秒）和桶容量。
// 返回 {是否放行, 被拒时还要等多少微秒}。
const TokenBucketLua = `
local interval, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local t = redis.call('TIME')                       -- 用 Redis 的钟，不信各台机器的
local now = t[1] * 1000000 + t[2]
local s = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens, at = tonumber(s[1]) or burst, tonumber(s[2]) or now
now = math.max(now, at)                            -- 主从切换后钟可能倒退
tokens = math.min(burst, tokens + (now - at) / interval)
local ok, wait = 0, 0
if tokens >= 1 then
  ok, tokens = 1, tokens - 1
else
  wait = math.ceil((1 - tokens) * interval)
end
redis.call('HSET', KEYS[1], 'tokens', string.format('%.17g', tokens), 'at', string.format('%.0f', now))
redis.call('PEXPIRE', KEYS[1], math.ceil(burst * interval / 1000))  -- 桶满之后就不必记着了
return {ok, wait}
`

// --8<-- [end:lua]

// WindowLua 给 KEYS[1] 加一并返回计数；ARGV[1] 是窗口毫秒数。
const WindowLua = `
local n = redis.call('INCR', KEYS[1])
if redis.call('PTTL', KEYS[1]) < 0 then            -- 没有过期时间就补上，而不是只在 n == 1 时设
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
end
return n
`
