package lock

// --8<-- [start:reentrant]

// 可重入：键是 HASH，owner 记谁拿着，depth 记嵌套了几层。
const (
	// ARGV：持有者、TTL 毫秒。返回层数，0 是别人拿着。
	enterLua = `
local owner = redis.call('HGET', KEYS[1], 'owner')
if owner and owner ~= ARGV[1] then return 0 end
if owner then
  redis.call('PEXPIRE', KEYS[1], ARGV[2], 'GT')    -- 内层不许把外层的期限改短（Redis 7.0 起）
else
  redis.call('HSET', KEYS[1], 'owner', ARGV[1])
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return redis.call('HINCRBY', KEYS[1], 'depth', 1)`

	// 返回剩下的层数，-1 是已经不归你了。
	leaveLua = `
if redis.call('HGET', KEYS[1], 'owner') ~= ARGV[1] then return -1 end
local depth = redis.call('HINCRBY', KEYS[1], 'depth', -1)
if depth == 0 then redis.call('DEL', KEYS[1]) end
return depth`
)

// --8<-- [end:reentrant]
