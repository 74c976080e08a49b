package lock

import "time"

// --8<-- [start:redlock]

// node 是一个独立的 Redis，按自己的钟让键过期。
type node struct {
	skew    time.Duration // 它的钟比真实时间快多少
	token   string
	expires time.Duration
}

func (n *node) setNX(now time.Duration, token string, ttl time.Duration) bool {
	now += n.skew
	if n.token != "" && now < n.expires {
		return false
	}
	n.token, n.expires = token, now+ttl
	return true
}

func (n *node) del(token string) {
	if n.token == token {
		n.token = ""
	}
}

// redlock 返回剩余有效期；不大于 0 就是没拿到，已经全部退回。
// reach 里的节点联系得上；每联系一个节点，真实时间过去 hop。
func redlock(now *time.Duration, nodes []*node, reach []int, token string, ttl, hop time.Duration) time.Duration {
	start, votes := *now, 0
	for _, i := range reach {
		if nodes[i].setNX(*now, token, ttl) {
			votes++
		}
		*now += hop
	}
	if left := ttl - (*now - start); votes > len(nodes)/2 && left > 0 {
		return left
	}
	for _, n := range nodes {
		n.del(token)
	}
	return 0
}

// --8<-- [end:redlock]
