local Shelf = {}
Shelf.__index = Shelf

function Shelf.new(cups)
  local self = setmetatable({}, Shelf)
  self.cups = cups or {}
  return self
end

function Shelf:last()
  if #self.cups > 0 then
    return self.cups[#self.cups]
  end
  for i = 1, 3 do
    print(i)
  end
end

return Shelf
