// Package scripting 比较 pipeline、MULTI/EXEC、WATCH 和 Lua 各保证什么。
package scripting

// --8<-- [start:transfer]

// TransferLua 在两个账户之间转积分：先把会失败的都查完，再动手写。
// KEYS 是转出、转入（同一个 hash tag），ARGV 是数量。返回 1 成功，0 余额不足。
const TransferLua = `
local function int(v)    -- 不超过 15 位的整数：双精度放得下，加了也不溢出；007 这种 INCRBY 不认
  if (v == '0' or string.match(v, '^%-?[1-9]%d*$')) and #v <= 15 then return tonumber(v) end
end
local n = int(ARGV[1])
local from = int(redis.call('GET', KEYS[1]) or '0')      -- 键不在是 false，当作 0
local to = int(redis.call('GET', KEYS[2]) or '0')
if not (n and n > 0 and from and to) then return redis.error_reply('ERR not a positive integer') end
if from < n then return 0 end
redis.call('DECRBY', KEYS[1], ARGV[1])
redis.call('INCRBY', KEYS[2], ARGV[1])
return 1
`

// --8<-- [end:transfer]
