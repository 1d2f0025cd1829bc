import PointsmanFormats

/// JSON: what is read, written and read again is the same, and so is any text as a value.
enum JSONProperties {
    static func check(_ bytes: [UInt8]) throws(BrokenProperty) {
        try checkRoundTrip(.string(String(decoding: bytes, as: UTF8.self)))
        if let value = try? JSONReader.read(bytes) { try checkRoundTrip(value) }
    }

    private static func checkRoundTrip(_ value: JSONValue) throws(BrokenProperty) {
        for indented in [false, true] {
            let written = JSONWriter.text(value, indented: indented)
            try expect(
                written.utf8.allSatisfy { $0 >= 32 || indented && $0 == UInt8(ascii: "\n") },
                "a control character: \(written.debugDescription)")
            let read: JSONValue
            do throws(JSONError) {
                read = try JSONReader.read(Array(written.utf8))
            } catch {
                throw BrokenProperty("\(written.debugDescription) is not read back: \(error)")
            }
            try expect(same(read, value), "\(written.debugDescription) is read back as another value")
        }
    }

    private static func same(_ left: JSONValue, _ right: JSONValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.number(let left), .number(let right)), (.string(let left), .string(let right)):
            left.utf8.elementsEqual(right.utf8)
        case (.array(let left), .array(let right)): left.elementsEqual(right, by: same)
        case (.object(let left), .object(let right)):
            left.elementsEqual(right) { $0.name.utf8.elementsEqual($1.name.utf8) && same($0.value, $1.value) }
        default: false
        }
    }
}
