import PointsmanCore
import PointsmanFormats

/// Reads the lines of a recording's file, one after the other.
package struct RecordingReader {
    private struct Slot {
        let shape: Int
        var leaves: [ShapeLeaf]
    }

    private var shapes: [RecordedShape] = []
    private var slots: [Slot] = []
    private var now: Int64 = 0
    private var line = 0
    private var hasHeader = false
    /// What the file's values need to be read by this build; nothing for its own format.
    private var due: ArraySlice<RecordingUpgrade> = []
    private let upgrades: [RecordingUpgrade]

    /// Nanoseconds of an agent's clock, and microseconds since 1970: neither is ever later.
    private static let latest: Int64 = 1 << 60

    /// - Parameter upgrades: a row for each older format that is read, the oldest first.
    package init(upgrades: [RecordingUpgrade] = RecordingUpgrade.table) {
        self.upgrades = upgrades
    }

    /// Reads the whole text of a file. A last line without its end is one that was being written.
    package static func items(
        _ bytes: [UInt8], upgrades: [RecordingUpgrade] = RecordingUpgrade.table,
        _ take: (RecordingItem) throws(RecordingError) -> Void
    ) throws(RecordingError) {
        var reader = RecordingReader(upgrades: upgrades)
        var start = bytes.startIndex
        while let end = bytes[start...].firstIndex(of: 10) {
            if let item = try reader.read(bytes[start..<end]) { try take(item) }
            start = end + 1
        }
        if bytes.isEmpty { throw RecordingError(line: 1, "the file is empty") }
    }

    /// - Returns: nil for a line that only prepares later ones.
    package mutating func read(_ bytes: ArraySlice<UInt8>) throws(RecordingError) -> RecordingItem? {
        line += 1
        guard let first = bytes.first else { throw error("an empty line") }
        guard hasHeader || first == UInt8(ascii: "{") else { throw error("no recording: it has no header") }
        switch first {
        case UInt8(ascii: "{"): return try json(bytes)
        case UInt8(ascii: ":"):
            guard let shape = RecordedShape(bytes.dropFirst()) else { throw error("no shape can be read here") }
            shapes.append(shape)
            return nil
        case UInt8(ascii: "/"):
            try define(bytes.dropFirst())
            return nil
        case UInt8(ascii: "~"):
            shapes = []
            slots = []
            return nil
        default: return .step(try step(bytes))
        }
    }

    private func error(_ sentence: String) -> RecordingError { RecordingError(line: line, sentence) }

    private mutating func json(_ bytes: ArraySlice<UInt8>) throws(RecordingError) -> RecordingItem {
        guard bytes.count <= RecordingFormat.longestLine else { throw error("the line is longer than any can be") }
        let read: RecordedValue?
        do throws(JSONError) {
            read = RecordedValue(try JSONReader.read(Array(bytes)))
        } catch {
            throw self.error("column \(error.column): \(error.sentence)")
        }
        guard let value = read else { throw error("a number that is not whole") }
        if !hasHeader {
            guard let header = RecordingHeader(value) else { throw error("no recording: it has no header") }
            due = try needed(for: header)
            hasHeader = true
            return .header(header)
        }
        if let missing = value.integer("missing") { return .gap(Int(missing)) }
        guard let at = value.integer("at"), let wall = value.integer("wall"), (0...Self.latest).contains(at),
            wall.magnitude <= Self.latest
        else { throw error("neither a state, nor a clock, nor a gap") }
        guard let state = value["state"] else { return .clock(wallMicroseconds: wall, at: Instant(nanoseconds: at)) }
        now = at
        return .state(
            RecordedState(
                moment: Instant(nanoseconds: at), wallMicroseconds: wall, value: upgraded(state, at: .state),
                line: line))
    }

    /// The upgrades that a file's values need.
    private func needed(for header: RecordingHeader) throws(RecordingError) -> ArraySlice<RecordingUpgrade> {
        let oldest = upgrades.first?.from ?? RecordingFormat.version
        let writer = "a recording of format \(header.format), written by Pointsman \(header.version)"
        guard header.format <= RecordingFormat.version else {
            throw error(
                "\(writer); this is \(PointsmanVersion.text), which reads formats up to \(RecordingFormat.version): read it with that "
                    + "version or a newer one")
        }
        guard header.format >= oldest else {
            throw error(
                "\(writer); this is \(PointsmanVersion.text), which reads no format before \(oldest): read it with that version"
            )
        }
        return RecordingUpgrade.needed(for: header.format, of: upgrades)
    }

    private func upgraded(_ value: RecordedValue, at place: RecordingUpgrade.Place) -> RecordedValue {
        due.reduce(value) { $1.upgraded($0, at: place) }
    }

    private mutating func define(_ bytes: ArraySlice<UInt8>) throws(RecordingError) {
        let words = bytes.split(separator: 32, omittingEmptySubsequences: false)
        guard let number = words.first.flatMap({ Digits64.read($0) }), number < UInt64(shapes.count) else {
            throw error("a slot of a shape that was not defined")
        }
        let shape = shapes[Int(number)]
        guard words.count == shape.kinds.count + 1 else {
            throw error("a slot with another number of leaves than its shape")
        }
        var leaves: [ShapeLeaf] = []
        for (word, kind) in zip(words.dropFirst(), shape.kinds) {
            let zero: ShapeLeaf =
                switch kind {
                case UInt8(ascii: "#"): .number(0)
                case UInt8(ascii: "@"): .moment(0)
                default: .text("")
                }
            leaves.append(try leaf(word, after: zero))
        }
        guard slots.count <= RecordingFormat.mostSlots * 2 else { throw error("more slots than a writer makes") }
        slots.append(Slot(shape: Int(number), leaves: leaves))
    }

    private func leaf(_ word: ArraySlice<UInt8>, after last: ShapeLeaf) throws(RecordingError) -> ShapeLeaf {
        let rest = word.dropFirst()
        switch (word.first, last) {
        case (UInt8(ascii: "="), .text):
            guard let text = PlainText.read(rest) else { throw error("no text can be read after =") }
            return .text(text)
        case (UInt8(ascii: "+"), .number(let last)): return .number(last &+ (try difference(rest)))
        case (UInt8(ascii: "-"), .number(let last)): return .number(last &- (try difference(rest)))
        case (UInt8(ascii: "+"), .moment(let last)): return .moment(last &+ (try difference(rest)))
        case (UInt8(ascii: "-"), .moment(let last)): return .moment(last &- (try difference(rest)))
        default: throw error("a leaf of another kind than its shape has")
        }
    }

    private func difference(_ digits: ArraySlice<UInt8>) throws(RecordingError) -> Int64 {
        guard let number = Digits64.read(digits) else { throw error("a number in 64 digits was expected") }
        return Int64(bitPattern: number)
    }

    private mutating func step(_ bytes: ArraySlice<UInt8>) throws(RecordingError) -> RecordedStep {
        guard let space = bytes.firstIndex(of: 32), let passed = Digits64.read(bytes[..<space]) else {
            throw error("neither a step nor anything else that a recording has")
        }
        guard passed <= Self.latest, now <= Self.latest - Int64(passed) else {
            throw error("a moment after the end of time")
        }
        now += Int64(passed)
        var values: [RecordedValue] = []
        for part in bytes[(space + 1)...].split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false) {
            values.append(upgraded(try value(part), at: values.isEmpty ? .event : .directive))
        }
        return RecordedStep(
            moment: Instant(nanoseconds: now), event: values[0], directives: Array(values.dropFirst()), line: line)
    }

    private mutating func value(_ bytes: ArraySlice<UInt8>) throws(RecordingError) -> RecordedValue {
        let words = bytes.split(separator: 32, omittingEmptySubsequences: false)
        guard let number = words.first.flatMap({ Digits64.read($0) }), number < UInt64(slots.count) else {
            throw error("a slot that was not defined")
        }
        let slot = Int(number)
        for word in words.dropFirst() {
            guard let mark = word.firstIndex(where: { !Digits64.isDigit($0) }),
                let place = Digits64.read(word[..<mark]),
                place < UInt64(slots[slot].leaves.count)
            else { throw error("a change of a leaf that the slot has not") }
            slots[slot].leaves[Int(place)] = try leaf(word[mark...], after: slots[slot].leaves[Int(place)])
        }
        guard let value = shapes[slots[slot].shape].value(of: slots[slot].leaves, at: now) else {
            throw error("the leaves do not fit the shape")
        }
        return value
    }
}
