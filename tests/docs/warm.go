// Package warm is an example for the tests.
package warm

// --8<-- [start:batch]

// Batch returns at most n keys.
func Batch(keys []string, n int) []string { return keys[:min(n, len(keys))] }

// --8<-- [end:batch]
