package solver

import (
	"cmp"
	"math/big"
	"math/bits"
)

// worth is a value of the lexicographic aim: the most weight x cents (on 128
// bits), then the most cents, then the fewest cells.
type worth struct {
	high, low uint64 // aim 1
	cents     int64  // aim 2
	cells     int64  // aim 3
}

// plus adds a project of that weight and that many cents.
func (w worth) plus(weight, cents int64) worth {
	high, low := bits.Mul64(uint64(weight), uint64(cents))
	var carry uint64
	w.low, carry = bits.Add64(w.low, low, 0)
	w.high, _ = bits.Add64(w.high, high, carry)
	w.cents += cents
	return w
}

// weighted compares the first aim alone: 1 if w is better than v.
func (w worth) weighted(v worth) int {
	return cmp.Or(cmp.Compare(w.high, v.high), cmp.Compare(w.low, v.low))
}

// flow compares the two aims that a flow decides: 1 if w is better than v.
func (w worth) flow(v worth) int {
	return cmp.Or(w.weighted(v), cmp.Compare(w.cents, v.cents))
}

// compare compares the three aims: 1 if w is better than v.
func (w worth) compare(v worth) int {
	return cmp.Or(w.flow(v), cmp.Compare(v.cells, w.cells))
}

// aim1 is the first aim as an integer of any size.
func (w worth) aim1() *big.Int {
	b := new(big.Int).SetUint64(w.high)
	return b.Lsh(b, 64).Or(b, new(big.Int).SetUint64(w.low))
}

// size is the number of bits of the first aim.
func (w worth) size() int {
	if w.high > 0 {
		return 64 + bits.Len64(w.high)
	}
	return bits.Len64(w.low)
}

// loss is how much of the first aim v lacks beside w, at least 0, in units of
// 2^shift, rounded down.
func (w worth) loss(v worth, shift int) int64 {
	if w.weighted(v) <= 0 {
		return 0
	}
	low, borrow := bits.Sub64(w.low, v.low, 0)
	high, _ := bits.Sub64(w.high, v.high, borrow)
	return int64(high<<(64-shift) | low>>shift)
}
