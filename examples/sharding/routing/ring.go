package routing

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"slices"
)

// Ring is a consistent hash ring with virtual nodes.
type Ring struct{ points []point }

type point struct {
	hash uint64
	host int
}

func hash(a, b uint64) uint64 {
	var buf [16]byte
	binary.BigEndian.PutUint64(buf[:8], a)
	binary.BigEndian.PutUint64(buf[8:], b)
	sum := sha256.Sum256(buf[:])
	return binary.BigEndian.Uint64(sum[:8])
}

// NewRing places every host at virtual points.
func NewRing(hosts, virtual int) *Ring {
	r := &Ring{}
	for h := range hosts {
		for v := range virtual {
			r.points = append(r.points, point{hash(uint64(h), uint64(v)+1), h})
		}
	}
	slices.SortFunc(r.points, func(a, b point) int { return cmp.Compare(a.hash, b.hash) })
	return r
}

// Host is the owner of the first point at or after the key's hash.
func (r *Ring) Host(key int64) int {
	i, _ := slices.BinarySearchFunc(r.points, hash(uint64(key), 0), func(p point, h uint64) int { return cmp.Compare(p.hash, h) })
	return r.points[i%len(r.points)].host
}
