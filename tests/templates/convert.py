# Says of each workbook whether pyxform, the field's own converter, accepts it: a line of JSON each.
import json
import sys

from pyxform.xls2xform import convert

for path in sys.argv[1:]:
    try:
        convert(path, validate=False)
        print(json.dumps({"accepted": True}))
    except Exception as error:
        print(json.dumps({"accepted": False, "why": str(error)[:300]}))
