import PointsmanScenarios

/// What is to happen in a ``FleetCrash``, the earliest first; at the same moment in the order in which it was asked for. A
/// heap, since a large fleet awaits a hundred thousand things at once.
struct CrashQueue {
    private struct Entry {
        let time: VirtualTime
        let order: UInt64
        let event: CrashEvent

        func comes(before other: Entry) -> Bool {
            time == other.time ? order < other.order : time < other.time
        }
    }

    private var heap: [Entry] = []
    private var added: UInt64 = 0

    mutating func add(_ event: CrashEvent, at time: VirtualTime) {
        added += 1
        heap.append(Entry(time: time, order: added, event: event))
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].comes(before: heap[parent]) else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    mutating func next() -> (time: VirtualTime, event: CrashEvent)? {
        guard let first = heap.first else { return nil }
        let last = heap.removeLast()
        guard !heap.isEmpty else { return (first.time, first.event) }
        heap[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < heap.count && heap[child].comes(before: heap[least]) {
                least = child
            }
            guard least != parent else { break }
            heap.swapAt(parent, least)
            parent = least
        }
        return (first.time, first.event)
    }
}

/// Something that happens in a ``FleetCrash``. A *turn* tells one that is still meant from one that was overtaken.
enum CrashEvent {
    case agentStarts(Int32)
    case wake(Int32)
    case probeDue(agent: Int32, member: Int32, turn: UInt32)
    case probeArrives(agent: Int32, member: Int32, turn: UInt32)
    case probeReturns(agent: Int32, member: Int32, turn: UInt32)
    case linkEnds(agent: Int32, member: Int32)
    case operationEnds(agent: Int32, id: UInt64)
    case peerDue(agent: Int32, place: Int32, turn: UInt32)
    case peerAsked(agent: Int32, place: Int32, turn: UInt32)
    case peerAnswers(agent: Int32, place: Int32, turn: UInt32)
    case loginArrives(agent: Int32, turn: UInt32)
    case loginEnds(agent: Int32, turn: UInt32)
    case crash, promotion
}

/// How often something happens: the most in any second, of tenths of seconds.
struct CrashRate {
    private var tenths: [Int] = []

    mutating func count(at moment: VirtualTime) {
        let tenth = Int(moment.nanoseconds / 100_000_000)
        while tenths.count <= tenth { tenths.append(0) }
        tenths[tenth] += 1
    }

    /// The most in one second between two moments.
    func most(from begin: VirtualTime, to end: VirtualTime) -> Int {
        let first = Int(begin.nanoseconds / 100_000_000)
        let last = min(Int(end.nanoseconds / 100_000_000), tenths.count)
        guard first < last else { return 0 }
        return (first..<last).map { tenths[$0..<min($0 + 10, last)].reduce(0, +) }.max() ?? 0
    }

    /// How often it happens in a second between two moments, on average.
    func mean(from begin: VirtualTime, to end: VirtualTime) -> Int {
        let first = Int(begin.nanoseconds / 100_000_000)
        let last = min(Int(end.nanoseconds / 100_000_000), tenths.count)
        guard first < last else { return 0 }
        return tenths[first..<last].reduce(0, +) * 10 / (last - first)
    }
}
