import HeapModule

/// What is to happen, the earliest first; at the same moment in the order in which it was asked for.
struct EventQueue {
    struct Entry: Comparable {
        var time: VirtualTime
        var sequence: UInt64
        var occurrence: Occurrence

        static func < (left: Entry, right: Entry) -> Bool {
            left.time != right.time ? left.time < right.time : left.sequence < right.sequence
        }

        static func == (left: Entry, right: Entry) -> Bool {
            left.sequence == right.sequence
        }
    }

    private var heap = Heap<Entry>()
    private var sequence: UInt64 = 0

    mutating func add(_ occurrence: Occurrence, at time: VirtualTime) {
        sequence += 1
        heap.insert(Entry(time: time, sequence: sequence, occurrence: occurrence))
    }

    mutating func next() -> Entry? {
        heap.popMin()
    }
}
