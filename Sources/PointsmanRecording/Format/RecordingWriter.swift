package import PointsmanCore
import PointsmanFormats

/// Writes the lines of one file of a recording. Between two lines it keeps the shapes and slots that the file has.
package struct RecordingWriter {
    private struct Key: Hashable {
        let shape: Int
        let name: String
    }

    private var shapes: [[UInt8]: Int] = [:]
    private var slots: [Key: Int] = [:]
    private var leaves: [[ShapeLeaf]] = []
    private var now: Int64 = 0

    package init() {}

    /// The first line of a file.
    package mutating func header(_ header: RecordingHeader) -> [UInt8] {
        self = RecordingWriter()
        return Self.line(header.json)
    }

    /// The state that a replay begins with.
    /// - Parameter wallMicroseconds: the time since 1970 at `moment`.
    package mutating func state(
        _ state: Conductor.State, at moment: Instant, wallMicroseconds: Int64
    ) throws -> [UInt8] {
        now = moment.nanoseconds
        return Self.line([
            "at": .integer(now), "wall": .integer(wallMicroseconds),
            "state": try RecordedEncoder.value(of: state).json,
        ])
    }

    /// The machine's clock was set: the time since 1970 at `moment` from now on.
    package mutating func clock(_ wallMicroseconds: Int64, at moment: Instant) -> [UInt8] {
        Self.line(["at": .integer(moment.nanoseconds), "wall": .integer(wallMicroseconds)])
    }

    /// So many steps are missing here. A state follows.
    package mutating func gap(_ missing: Int) -> [UInt8] { Self.line(["missing": .integer(missing)]) }

    package mutating func step(_ event: Event, _ directives: [Directive], at moment: Instant) throws -> [UInt8] {
        var definitions: [UInt8] = []
        var line: [UInt8] = []
        if leaves.count > RecordingFormat.mostSlots {
            shapes = [:]
            slots = [:]
            leaves = []
            definitions += [UInt8(ascii: "~"), 10]
        }
        Digits64.write(UInt64(max(0, moment.nanoseconds - now)), to: &line)
        now = max(now, moment.nanoseconds)
        line.append(32)
        put(try RecordedEncoder.value(of: event), to: &line, defining: &definitions)
        for directive in directives {
            line.append(UInt8(ascii: "|"))
            put(try RecordedEncoder.value(of: directive), to: &line, defining: &definitions)
        }
        line.append(10)
        return definitions + line
    }

    /// Writes a value by its slot, and the leaves that have changed.
    private mutating func put(_ value: RecordedValue, to line: inout [UInt8], defining definitions: inout [UInt8]) {
        let flat = FlatValue(value, at: now)
        let shape = shapes[flat.shape] ?? define(flat.shape, &definitions)
        let key = Key(shape: shape, name: flat.name)
        guard let slot = slots[key] else {
            Digits64.write(UInt64(define(key, flat.leaves, &definitions)), to: &line)
            return
        }
        Digits64.write(UInt64(slot), to: &line)
        for (index, leaf) in flat.leaves.enumerated() where leaf != leaves[slot][index] {
            line.append(32)
            Digits64.write(UInt64(index), to: &line)
            Self.put(leaf, after: leaves[slot][index], to: &line)
            leaves[slot][index] = leaf
        }
    }

    private mutating func define(_ shape: [UInt8], _ definitions: inout [UInt8]) -> Int {
        let number = shapes.count
        shapes[shape] = number
        definitions.append(UInt8(ascii: ":"))
        definitions += shape
        definitions.append(10)
        return number
    }

    private mutating func define(_ key: Key, _ leaves: [ShapeLeaf], _ definitions: inout [UInt8]) -> Int {
        let number = self.leaves.count
        slots[key] = number
        self.leaves.append(leaves)
        definitions.append(UInt8(ascii: "/"))
        Digits64.write(UInt64(key.shape), to: &definitions)
        for leaf in leaves {
            definitions.append(32)
            Self.put(leaf, after: nil, to: &definitions)
        }
        definitions.append(10)
        return number
    }

    private static func put(_ leaf: ShapeLeaf, after last: ShapeLeaf?, to bytes: inout [UInt8]) {
        switch (leaf, last) {
        case (.text(let text), _):
            bytes.append(UInt8(ascii: "="))
            PlainText.write(text, to: &bytes)
        case (.number(let number), .number(let last)?), (.moment(let number), .moment(let last)?):
            put(number &- last, to: &bytes)
        case (.number(let number), _), (.moment(let number), _): put(number, to: &bytes)
        }
    }

    private static func put(_ difference: Int64, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: difference < 0 ? "-" : "+"))
        Digits64.write(difference.magnitude, to: &bytes)
    }

    private static func line(_ value: JSONValue) -> [UInt8] { Array(JSONWriter.text(value).utf8) + [10] }
}
