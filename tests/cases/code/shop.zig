const std = @import("std");

pub fn total(cups: []const f64) f64 {
    var sum: f64 = 0;
    for (cups) |cup| {
        sum += cup;
    }
    if (sum > 1) {
        std.debug.print("full\n", .{});
    }
    return sum;
}
