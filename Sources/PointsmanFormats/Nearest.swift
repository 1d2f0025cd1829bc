/// The word in `words` that `text` probably means: the one with the fewest letters changed, inserted, left out or
/// swapped; nil if those are too many.
package func nearest(to text: String, among words: [String]) -> String? {
    let given = Array(text.lowercased().utf8.prefix(64))
    let ranked = words.map { (word: $0, distance: editDistance(given, Array($0.utf8))) }
    guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
    return best.distance <= max(1, best.word.utf8.count / 4) ? best.word : nil
}

/// Damerau's distance with swaps of neighbours only.
private func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for row in left.indices {
        var current = [row + 1]
        for column in right.indices {
            let cost = left[row] == right[column] ? 0 : 1
            var best = min(last[column + 1] + 1, current[column] + 1, last[column] + cost)
            if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                best = min(best, beforeLast[column - 1] + 1)
            }
            current.append(best)
        }
        (beforeLast, last) = (last, current)
    }
    return last[right.count]
}
