"""/templates: its command, buttons, forms, conversation and errands."""

from handlers.feature import Access, ActionSpec, CommandSpec, Feature, FormSpec, Group
from handlers.operator.templates import exporting, forms, importing, keeping, listing

FEATURE = Feature(
    commands=(CommandSpec("templates", Group.OPERATOR, Access.OPERATOR, listing.templates),),
    actions=(
        ActionSpec("templates.page", Access.OPERATOR, listing.page, once=False),
        ActionSpec("templates.search", Access.OPERATOR, listing.search, once=False),
        ActionSpec("templates.view", Access.OPERATOR, listing.view, once=False),
        ActionSpec("templates.away", Access.OPERATOR, listing.away, once=False),
        ActionSpec("templates.new", Access.OPERATOR, forms.new, once=False),
        ActionSpec("templates.edit", Access.OPERATOR, forms.edit, once=False),
        ActionSpec("templates.again", Access.OPERATOR, forms.again),
        ActionSpec("templates.keep", Access.OPERATOR, keeping.keep),
        ActionSpec("templates.nothing", Access.OPERATOR, keeping.nothing),
        ActionSpec("templates.retire", Access.OPERATOR, keeping.retire),
        ActionSpec("templates.unretire", Access.OPERATOR, keeping.unretire, once=False),
        ActionSpec("templates.hide", Access.OPERATOR, keeping.hide),
        ActionSpec("templates.show", Access.OPERATOR, keeping.show, once=False),
        ActionSpec("templates.import", Access.OPERATOR, importing.begin, once=False),
        ActionSpec("templates.import_yes", Access.OPERATOR, importing.yes),
        ActionSpec("templates.import_no", Access.OPERATOR, importing.no),
        ActionSpec("templates.export", Access.OPERATOR, exporting.begin, once=False),
    ),
    forms=(
        FormSpec("templates.searched", Access.OPERATOR, listing.searched),
        FormSpec("templates.written", Access.OPERATOR, forms.written),
    ),
    flows=(importing.IMPORT,),
    works={
        importing.CHECK: importing.check,
        importing.APPLY: importing.apply,
        exporting.WORK: exporting.make,
    },
)
