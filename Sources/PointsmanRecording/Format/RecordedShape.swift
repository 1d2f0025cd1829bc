/// A leaf of a value: what changes from one event of a kind to the next. A moment counts from that of its step.
enum ShapeLeaf: Equatable {
    case number(Int64)
    case moment(Int64)
    case text(String)
}

/// A value taken apart: its shape as text, and its leaves. `{member:$,sent:@,roundTrip:#}` is an object of a text, a moment and a
/// number; `n`, `t` and `f` are null, true and false.
struct FlatValue {
    private(set) var shape: [UInt8] = []
    private(set) var leaves: [ShapeLeaf] = []

    init(_ value: RecordedValue, at now: Int64) {
        shape.reserveCapacity(256)
        add(value, now)
    }

    /// The first text, which often names what the value is about.
    var name: String {
        for case .text(let text) in leaves { return text }
        return ""
    }

    private mutating func add(_ value: RecordedValue, _ now: Int64) {
        switch value {
        case .null: shape.append(UInt8(ascii: "n"))
        case .bool(let value): shape.append(UInt8(ascii: value ? "t" : "f"))
        case .integer(let number): add(.number(number), "#")
        case .moment(let moment): add(.moment(moment &- now), "@")
        case .text(let text): add(.text(text), "$")
        case .list(let values):
            shape.append(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                if index > 0 { shape.append(UInt8(ascii: ",")) }
                add(value, now)
            }
            shape.append(UInt8(ascii: "]"))
        case .object(let members):
            shape.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { shape.append(UInt8(ascii: ",")) }
                shape += member.name.utf8
                shape.append(UInt8(ascii: ":"))
                add(member.value, now)
            }
            shape.append(UInt8(ascii: "}"))
        }
    }

    private mutating func add(_ leaf: ShapeLeaf, _ mark: Unicode.Scalar) {
        leaves.append(leaf)
        shape.append(UInt8(ascii: mark))
    }
}

/// A shape that was read: it makes values of leaves.
struct RecordedShape {
    private indirect enum Node {
        case value(RecordedValue)
        case number, moment, text
        case list([Node])
        case object([(name: String, node: Node)])
    }

    private let root: Node
    /// One for each leaf.
    private(set) var kinds: [UInt8] = []

    /// Nil if `bytes` is no shape.
    init?(_ bytes: ArraySlice<UInt8>) {
        var reader = Reader(bytes: bytes, position: bytes.startIndex)
        guard let root = reader.node(depth: 0), reader.position == bytes.endIndex else { return nil }
        self.root = root
        kinds = reader.kinds
    }

    /// Nil if `leaves` do not fit.
    func value(of leaves: [ShapeLeaf], at now: Int64) -> RecordedValue? {
        guard leaves.count == kinds.count else { return nil }
        var next = 0
        return Self.value(root, leaves, &next, now)
    }

    private static func value(_ node: Node, _ leaves: [ShapeLeaf], _ next: inout Int, _ now: Int64) -> RecordedValue? {
        switch node {
        case .value(let value): return value
        case .number, .moment, .text:
            defer { next += 1 }
            switch leaves[next] {
            case .number(let number): return .integer(number)
            case .moment(let offset): return .moment(now &+ offset)
            case .text(let text): return .text(text)
            }
        case .list(let nodes):
            var values: [RecordedValue] = []
            for node in nodes {
                guard let value = value(node, leaves, &next, now) else { return nil }
                values.append(value)
            }
            return .list(values)
        case .object(let members):
            var read: [RecordedValue.Member] = []
            read.reserveCapacity(members.count)
            for (name, node) in members {
                guard let value = value(node, leaves, &next, now) else { return nil }
                read.append(RecordedValue.Member(name, value))
            }
            return .object(read)
        }
    }

    private struct Reader {
        let bytes: ArraySlice<UInt8>
        var position: Int
        var kinds: [UInt8] = []
        private static let deepest = 64

        private mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard position < bytes.endIndex, bytes[position] == UInt8(ascii: character) else { return false }
            position += 1
            return true
        }

        mutating func node(depth: Int) -> Node? {
            guard depth <= Self.deepest, position < bytes.endIndex else { return nil }
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "n"): return .value(.null)
            case UInt8(ascii: "t"): return .value(.bool(true))
            case UInt8(ascii: "f"): return .value(.bool(false))
            case UInt8(ascii: "#"): return leaf(byte, .number)
            case UInt8(ascii: "@"): return leaf(byte, .moment)
            case UInt8(ascii: "$"): return leaf(byte, .text)
            case UInt8(ascii: "["):
                var nodes: [Node] = []
                if take("]") { return .list([]) }
                repeat {
                    guard let node = node(depth: depth + 1) else { return nil }
                    nodes.append(node)
                } while take(",")
                return take("]") ? .list(nodes) : nil
            case UInt8(ascii: "{"):
                var members: [(name: String, node: Node)] = []
                if take("}") { return .object([]) }
                repeat {
                    guard let end = bytes[position...].firstIndex(of: UInt8(ascii: ":")), end > position,
                        let name = String(validating: bytes[position..<end], as: UTF8.self)
                    else { return nil }
                    position = end + 1
                    guard let node = node(depth: depth + 1) else { return nil }
                    members.append((name, node))
                } while take(",")
                return take("}") ? .object(members) : nil
            default: return nil
            }
        }

        private mutating func leaf(_ byte: UInt8, _ node: Node) -> Node {
            kinds.append(byte)
            return node
        }
    }
}
