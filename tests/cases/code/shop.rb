class Shelf
  attr_reader :cups

  def initialize(cups)
    @cups = cups
  end

  def large
    cups.select do |cup|
      cup.litres > 1
    end
  end

  def label
    if cups.empty?
      "none"
    else
      cups.map { |cup| "##{cup.id}" }.join(", ")
    end
  end
end
