/// A property that does not hold for some input: the sentence says which one.
package struct BrokenProperty: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}

func expect(_ holds: Bool, _ sentence: @autoclosure () -> String) throws(BrokenProperty) {
    if !holds { throw BrokenProperty(sentence()) }
}

/// Byte by byte: two strings may be equal for Swift and yet different for whoever reads them next.
func expectSame(_ left: String, _ right: String, _ what: String) throws(BrokenProperty) {
    try expect(left.utf8.elementsEqual(right.utf8), "\(what): \(left.debugDescription) is \(right.debugDescription)")
}
