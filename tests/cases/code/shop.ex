defmodule Shop do
  @limit 3

  def total(cups) do
    cups
    |> Enum.map(& &1.litres)
    |> Enum.sum()
  end

  def name(n) do
    case n do
      1 -> "one"
      _ -> "#{n} cups"
    end
  end
end
