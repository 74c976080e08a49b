// Package scripting 比较 pipeline、MULTI/EXEC、WATCH 和 Lua 各保证什么。
package scripting

// --8<-- [start:transfer]

// TransferLua 在两个账户之间转积分：先把会失败的都查完，再动手写。
// KEYS 是转出、转入（同一个 hash tag），ARGV 是数量。返回 1 成功，0 余额不足。
const TransferLua = `
local n = tonumber(ARGV[1])
if not n or n < 1 or n % 1 ~= 0 then return redis.error_reply('ERR bad amount') end
local from = tonumber(redis.call('GET', KEYS[1]) or 0)   -- 键不在就是 0，不是 nil
local to = tonumber(redis.call('GET', KEYS[2]) or 0)
if not from or not to then return redis.error_reply('ERR not a number') end
if from < n then return 0 end
redis.call('DECRBY', KEYS[1], ARGV[1])
redis.call('INCRBY', KEYS[2], ARGV[1])
return 1
`

// --8<-- [end:transfer]
