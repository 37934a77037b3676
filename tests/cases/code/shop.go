package shop

import (
	"errors"
	"fmt"
)

type Cup struct {
	Litres float64
	Label  string `json:"label"`
}

func (c *Cup) Fill(amount float64) error {
	if amount > c.Litres {
		return errors.New("too much")
	}
	switch {
	case amount == 0:
		fmt.Println("nothing")
	default:
		c.Litres -= amount
	}
	return nil
}
