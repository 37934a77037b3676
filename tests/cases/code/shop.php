<?php

namespace Shop;

#[Entity]
class Cup
{
    private float $litres = 1.0;

    public function fill( float $amount ): float
    {
        if ( $amount > $this->litres ) {
            throw new \RuntimeException("It's full");
        }
        foreach ([1, 2] as $n) {
            $this->litres -= $amount / $n;
        }
        return $this->litres;
    }
}
