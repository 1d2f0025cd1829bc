import PointsmanScenarios

/// The occurrences to come, in the order of their moments; at one moment, in the order in which they were scheduled.
///
/// One array, the latest first: an agent has some twenty occurrences to come, and moving a few of them aside takes less
/// work than a heap.
struct EventQueue {
    struct Entry {
        var time: VirtualTime
        var occurrence: Occurrence
    }

    private var entries: [Entry] = []

    mutating func add(_ occurrence: Occurrence, at time: VirtualTime) {
        let entry = Entry(time: time, occurrence: occurrence)
        entries.append(entry)
        entries.withUnsafeMutableBufferPointer { entries in
            let before = entries.count - 1
            let position = Self.position(for: time, in: entries, before)
            guard position < before else { return }
            let place = entries.baseAddress! + position
            (place + 1).update(from: place, count: before - position)
            place.pointee = entry
        }
    }

    mutating func next() -> Entry? {
        entries.popLast()
    }

    /// The place of an occurrence among the first `count`: before those of the same moment, which were scheduled
    /// earlier.
    private static func position(
        for time: VirtualTime, in entries: UnsafeMutableBufferPointer<Entry>, _ count: Int
    ) -> Int {
        var low = 0
        var left = count
        while left > 0 {
            let half = left >> 1
            let isLater = entries[low &+ half].time.nanoseconds > time.nanoseconds
            low = isLater ? low &+ half &+ 1 : low
            left = isLater ? left &- half &- 1 : half
        }
        return low
    }
}
