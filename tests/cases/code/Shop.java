package shop;

import java.util.List;

public class Shop {
    private final List<String> labels;

    public Shop(
            List<String> labels,
            int limit) {
        this.labels = labels;
        check(limit);
    }

    private void check(int limit) {
        for (String label : labels) {
            if (label.length() > limit)
                throw new IllegalStateException(label);
        }
    }
}
