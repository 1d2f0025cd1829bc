/// The encoder of values into ``RecordedValue``.
struct RecordedEncoder: Encoder {
    /// The value that is being encoded. Containers fill it.
    final class Place {
        var leaf = RecordedValue.null
        var members: [(name: String, place: Place)]?
        var elements: [Place]?

        var value: RecordedValue {
            if let members { return .object(members.map { RecordedValue.Member($0.name, $0.place.value) }) }
            if let elements { return .list(elements.map(\.value)) }
            return leaf
        }

        func fill(_ value: some Encodable) throws {
            if let leaf = value as? any RecordedLeaf {
                self.leaf = leaf.recorded
            } else {
                try value.encode(to: RecordedEncoder(place: self))
            }
        }

        func add(_ name: String) -> Place {
            let place = Place()
            members!.append((name, place))
            return place
        }

        func add() -> Place {
            let place = Place()
            elements!.append(place)
            return place
        }
    }

    let place: Place
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    static func value(of value: some Encodable) throws -> RecordedValue {
        let place = Place()
        try place.fill(value)
        return place.value
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        place.members = place.members ?? []
        return KeyedEncodingContainer(Keyed<Key>(place: place))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        place.elements = place.elements ?? []
        return Unkeyed(place: place)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { Single(place: place) }

    private struct Keyed<Key: CodingKey>: KeyedEncodingContainerProtocol {
        let place: Place
        var codingPath: [any CodingKey] { [] }

        func encodeNil(forKey key: Key) { _ = place.add(key.stringValue) }

        func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
            try place.add(key.stringValue).fill(value)
        }

        func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type, forKey key: Key
        ) -> KeyedEncodingContainer<Nested> {
            RecordedEncoder(place: place.add(key.stringValue)).container(keyedBy: type)
        }

        func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
            RecordedEncoder(place: place.add(key.stringValue)).unkeyedContainer()
        }

        func superEncoder() -> any Encoder { RecordedEncoder(place: place.add("super")) }

        func superEncoder(forKey key: Key) -> any Encoder { RecordedEncoder(place: place.add(key.stringValue)) }
    }

    private struct Unkeyed: UnkeyedEncodingContainer {
        let place: Place
        var codingPath: [any CodingKey] { [] }
        var count: Int { place.elements!.count }

        func encodeNil() { _ = place.add() }

        func encode<Value: Encodable>(_ value: Value) throws { try place.add().fill(value) }

        func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
            RecordedEncoder(place: place.add()).container(keyedBy: type)
        }

        func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
            RecordedEncoder(place: place.add()).unkeyedContainer()
        }

        func superEncoder() -> any Encoder { RecordedEncoder(place: place.add()) }
    }

    private struct Single: SingleValueEncodingContainer {
        let place: Place
        var codingPath: [any CodingKey] { [] }

        func encodeNil() { place.leaf = .null }

        func encode<Value: Encodable>(_ value: Value) throws { try place.fill(value) }
    }
}
