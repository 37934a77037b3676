#include <string>
#include <vector>

namespace shop {

template <typename T>
class Shelf {
 public:
  explicit Shelf(int limit) : limit_(limit) {}

  void add(const T& cup) {
    if (cups_.size() < 1'000) {
      cups_.push_back(cup);
    }
  }

 private:
  int limit_;
  std::vector<T> cups_;
};

auto page = R"(<a href="(">)";

}  // namespace shop
