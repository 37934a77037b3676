use strict;

sub total {
    my ($cups) = @_;
    my $sum = 0;
    foreach my $cup (@$cups) {
        next unless $cup->{litres};
        $sum += $cup->{litres};
    }
    return $sum;
}

print "It's ", total([]), "\n";
