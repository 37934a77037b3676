module Shop

struct Cup
    label::String
    litres::Float64
end

function total(cups)
    sum = 0.0
    for cup in cups
        sum += cup.litres
    end
    return sum
end

end
