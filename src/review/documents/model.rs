//! What a document consists of, in one language and in no format.

use crate::contract::Language;

/// A document, ready to be written as Markdown or HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// What it is written in.
    pub language: Language,
    /// Its heading.
    pub title: String,
    /// How it lies on paper.
    pub paper: Paper,
    /// What it says, in order.
    pub blocks: Vec<Block>,
}

/// How an A4 sheet lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paper {
    /// Upright.
    Portrait,
    /// On its long side.
    Landscape,
}

/// A part of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// Small print at the right above the heading: which form this is.
    Form(Vec<String>),
    /// The heading of the document itself: its title.
    Title,
    /// A heading within it.
    Heading(String),
    /// A paragraph.
    Paragraph(Text),
    /// Names and their values.
    Fields(Vec<(String, Text)>),
    /// A table.
    Table(Table),
    /// A drawing.
    Figure(Figure),
    /// Places to sign.
    Signatures(Vec<Signature>),
    /// A list.
    List(Vec<Text>),
    /// Small print below everything.
    Notes(Vec<String>),
}

/// Text of a paragraph or a cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text(pub Vec<Piece>);

/// A piece of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Words of the document.
    Plain(String),
    /// Something that a person wrote; its direction of writing does not touch what is around it.
    Written(String),
    /// Words that stand out.
    Strong(String),
    /// Says that something is not known.
    Missing(String),
}

impl Text {
    /// With more at its end.
    #[must_use]
    pub fn and(mut self, more: impl Into<Self>) -> Self {
        self.0.extend(more.into().0);
        self
    }

    /// Something that a person wrote.
    pub fn written(text: &str) -> Self {
        Self(vec![Piece::Written(text.to_owned())])
    }

    /// Words that stand out.
    pub fn strong(text: impl Into<String>) -> Self {
        Self(vec![Piece::Strong(text.into())])
    }

    /// Says that something is not known.
    pub fn missing(text: &str) -> Self {
        Self(vec![Piece::Missing(text.to_owned())])
    }

    /// Several, with words between them.
    pub fn joined(parts: impl IntoIterator<Item = Self>, between: &str) -> Self {
        let mut all = Self::default();
        for part in parts {
            if !all.0.is_empty() {
                all.0.push(Piece::Plain(between.to_owned()));
            }
            all.0.extend(part.0);
        }
        all
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|piece| piece.text().is_empty())
    }
}

impl Piece {
    /// Its words.
    pub fn text(&self) -> &str {
        match self {
            Self::Plain(text) | Self::Written(text) | Self::Strong(text) | Self::Missing(text) => {
                text
            }
        }
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(vec![Piece::Plain(text.to_owned())])
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(vec![Piece::Plain(text)])
    }
}

/// A table. Every row has a cell for each column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// What it is about; read aloud before it.
    pub caption: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Whether a row below the head numbers the columns, as official forms have it.
    pub numbered: bool,
    /// Its rows.
    pub rows: Vec<Vec<Text>>,
    /// Rows of sums below.
    pub sums: Vec<Sum>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its head.
    pub title: String,
    /// A head over this column and its neighbours that have the same one.
    pub group: Option<String>,
    /// What is in it.
    pub kind: ColumnKind,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// Words.
    Words,
    /// What names the row.
    Name,
    /// What names the row and needs room.
    Description,
    /// Numbers, one below the other.
    Number,
    /// Something short.
    Short,
}

/// A row of sums: words that end in a column, and values in the columns after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    /// What is summed up.
    pub label: String,
    /// One for each of the last columns; the label takes all columns before them.
    pub values: Vec<Text>,
}

/// A drawing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The drawing as SVG. It is made by this program alone: texts in it are escaped already.
    pub svg: String,
    /// Its title.
    pub title: String,
    /// What it shows, for those who do not see it.
    pub description: String,
}

/// A place to sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// For whom.
    pub role: String,
    /// The position of who signs, if it is known.
    pub position: Option<String>,
    /// The name of who signs, if it is known.
    pub name: Option<String>,
    /// Whether the date of signing is written beside it.
    pub dated: bool,
}

impl Table {
    /// The head of a column where it stands alone: with the head above it if another column has the
    /// same words.
    pub(super) fn head_of(&self, column: &Column) -> String {
        let same = |other: &&Column| other.title == column.title;
        match &column.group {
            Some(group) if self.columns.iter().filter(same).count() > 1 => {
                format!("{group}: {}", column.title)
            }
            _ => column.title.clone(),
        }
    }
}

impl Column {
    /// A column.
    pub fn new(title: impl Into<String>, kind: ColumnKind) -> Self {
        Self { title: title.into(), group: None, kind }
    }

    /// Below a head that it shares.
    #[must_use]
    pub fn within(mut self, group: &str) -> Self {
        self.group = Some(group.to_owned());
        self
    }
}
