package solver

import (
	"math/big"
	"math/rand/v2"
	"testing"
)

func TestTheFirstAimIsAnExactInteger(t *testing.T) {
	r := rand.New(rand.NewPCG(seed, 4))
	for range 200 {
		var w worth
		want := new(big.Int)
		for range 50 {
			weight, cents := r.Int64N(weightMax+1), r.Int64N(sumMax)
			w = w.plus(weight, cents)
			want.Add(want, new(big.Int).Mul(big.NewInt(weight), big.NewInt(cents)))
		}
		if w.aim1().Cmp(want) != 0 || w.size() != want.BitLen() {
			t.Fatalf("%s, want %s", w.aim1(), want)
		}
	}
}

func TestALossIsRoundedDown(t *testing.T) {
	more, less := worth{}.plus(weightMax, sumMax), worth{}.plus(weightMax-1, sumMax)
	if got, want := more.loss(less, 40), sumMax>>40; got != want {
		t.Errorf("loss %d, want %d", got, want)
	}
	if more.loss(more, 3) != 0 || less.loss(more, 3) != 0 {
		t.Error("nothing is lost, and something is told")
	}
}
