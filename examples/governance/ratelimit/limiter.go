// Package ratelimit holds the rate-limiting algorithms of the article, each with an injected clock.
package ratelimit

import "time"

// Clock returns the current time; production passes time.Now, tests pass a fake.
type Clock func() time.Time

// Limiter decides at once whether one more event may happen.
type Limiter interface {
	Allow() bool
}
