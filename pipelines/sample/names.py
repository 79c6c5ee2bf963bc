"""Names of invented authorities, people, streets and towns.

Ordinary forenames and surnames are put together at random.
"""

from __future__ import annotations

# Counties of English fiction, so that nobody looks for them on a map. 999 is the authority of the
# product's own examples.
AUTHORITY_NAMES = (
    "Barsetshire",
    "Loamshire",
    "Glebeshire",
    "Stonyshire",
    "Midsomerdale",
    "Radfordshire",
    "Melfordshire",
    "Naptonshire",
    "Mortshire",
    "Rutshire",
    "Borsetmoor",
    "Ambridgeside",
)

GIRLS = (
    "Amelia", "Olivia", "Isla", "Ava", "Freya", "Lily", "Florence", "Mia", "Willow", "Rosie",
    "Sophie", "Ivy", "Ella", "Elsie", "Poppy", "Phoebe", "Maryam", "Fatima", "Aaliyah",
    "Zara", "Chloe", "Hannah", "Leah", "Megan", "Niamh", "Kayla", "Destiny", "Skye", "Amber",
    "Jasmine", "Nevaeh", "Bonnie", "Orla", "Thea", "Layla", "Nancy",
)  # fmt: skip
BOYS = (
    "Noah", "Oliver", "George", "Arthur", "Leo", "Harry", "Jack", "Charlie", "Theo", "Oscar",
    "Archie", "Jacob", "Muhammad", "Alfie", "Finley", "Logan", "Tommy", "Riley", "Kai",
    "Tyler", "Jayden", "Callum", "Connor", "Ryan", "Ibrahim", "Yusuf", "Ethan", "Mason",
    "Reggie", "Ronnie", "Jude", "Albie", "Rowan", "Caleb", "Toby", "Zac",
)  # fmt: skip
ARRIVED = (
    "Ahmad", "Bilal", "Dawit", "Ermias", "Farid", "Hamid", "Idris", "Jamal", "Karim", "Mahdi",
    "Omar", "Samir", "Tesfay", "Yonas", "Aster", "Helen",
)  # fmt: skip
SURNAMES = (
    "Ashdown", "Barlow", "Bramley", "Calder", "Cartwright", "Chaudry", "Coverdale", "Dalby",
    "Draycott", "Eastwood", "Fairley", "Farrow", "Garside", "Goodall", "Hadley", "Harcastle",
    "Hussain", "Ibbotson", "Jessop", "Keswick", "Khan", "Kowalski", "Langley", "Lister",
    "Marlow", "Mbeki", "Naylor", "Norcross", "Okafor", "Oldroyd", "Patel", "Pemberton",
    "Quarmby", "Radley", "Renshaw", "Sandford", "Scargill", "Singh", "Stanhope", "Sutcliffe",
    "Tattersall", "Thackray", "Thornber", "Tranter", "Underhill", "Varley", "Waddington",
    "Walmsley", "Whitlock", "Wragg", "Yardley", "Yates", "Zielinski", "Ainsworth",
    "Birtwistle", "Crowther", "Denby", "Entwistle", "Fothergill", "Greenhalgh", "Holroyd",
    "Illingworth", "Jowett", "Kitching", "Lumb", "Metcalfe", "Nuttall",
)  # fmt: skip
ARRIVED_SURNAMES = (
    "Ahmadi", "Berhane", "Gebremedhin", "Haidari", "Karimi", "Mohammadi", "Noori", "Osman",
    "Rahimi", "Salih", "Stanikzai", "Tekle",
)  # fmt: skip
STREETS = (
    "Abbot Lane", "Barley Close", "Canal Row", "Dove Street", "Elm Rise", "Foundry Road",
    "Glebe Walk", "Hopyard Lane", "Ivy Terrace", "Jubilee Way", "Kiln Hill", "Lark Court",
    "Mill Bank", "North Parade", "Orchard Croft", "Priory Gate", "Quarry Road", "Ropewalk",
    "Stable Yard", "Tithe Close",
)  # fmt: skip
TOWNS = (
    "Plumstead Episcopi", "Courcy", "Silverbridge", "Hogglestock", "Framley", "Allington",
    "Puddingdale", "Guestwick", "Greshamsbury", "Chaldicotes",
)  # fmt: skip
NATIONALITIES = {
    "Afghan": 0.3,
    "Sudanese": 0.25,
    "Eritrean": 0.2,
    "Iranian": 0.15,
    "Vietnamese": 0.1,
}
