#!/usr/bin/env bash
# A parcel office on version 2 of the AWS CLI, against the server at the given URL:
#
#   program.sh http://127.0.0.1:8000
#
# Credentials and region come from the environment, as they do for any use of the CLI; AWS names the program, if it is
# not the `aws` of the path. Prints the Test Anything Protocol; exits with 1 if a test fails.
set -uo pipefail

url=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

export AWS_PAGER='' AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null

db() { "${AWS:-aws}" dynamodb --endpoint-url "$url" --output json "$@"; }

tests=0 failures=0

# is NAME EXPECTED COMMAND…: the command answers exactly that, white space apart.
is() {
  local name=$1 expected=$2 actual
  shift 2
  actual=$("$@" 2>&1 | tr -s '[:space:]' ' ' | sed 's/^ //; s/ $//')
  tests=$((tests + 1))
  if [[ $actual == "$expected" ]]; then
    echo "ok $tests - AWS CLI: $name"
  else
    failures=$((failures + 1))
    echo "# expected: $expected"
    echo "#      got: $actual"
    echo "not ok $tests - AWS CLI: $name"
  fi
}

# The exit status of a command, and what it said to standard error.
refusal() {
  local status=0
  "$@" >/dev/null 2>"$scratch/error" || status=$?
  echo "$status $(cat "$scratch/error")"
}

is 'a table is made' '"CREATING"' db create-table --table-name Parcels \
  --attribute-definitions AttributeName=office,AttributeType=S AttributeName=number,AttributeType=N \
  --key-schema AttributeName=office,KeyType=HASH AttributeName=number,KeyType=RANGE \
  --billing-mode PAY_PER_REQUEST --query TableDescription.TableStatus
is 'and waited for' '' db wait table-exists --table-name Parcels
is 'and listed' '[ "Parcels" ]' db list-tables --query TableNames

cat >"$scratch/parcel.json" <<'JSON'
{
  "office": { "S": "Köln" },
  "number": { "N": "7" },
  "weight": { "N": "1.50" },
  "label": { "B": "AP+A" },
  "stamps": { "SS": ["red", "blue"] },
  "route": { "L": [{ "S": "Bonn" }, { "NULL": true }, { "M": { "fast": { "BOOL": true } } }] }
}
JSON
is 'an item is put once' '' db put-item --table-name Parcels --item "file://$scratch/parcel.json" \
  --condition-expression 'attribute_not_exists(office)'
is 'and not twice' \
  '254 An error occurred (ConditionalCheckFailedException) when calling the PutItem operation: The conditional request failed' \
  refusal db put-item --table-name Parcels --item "file://$scratch/parcel.json" \
  --condition-expression 'attribute_not_exists(office)'

key='{"office":{"S":"Köln"},"number":{"N":"7"}}'
is 'it is read as it was' \
  '{ "weight": { "N": "1.5" }, "label": { "B": "AP+A" }, "stamps": { "SS": [ "blue", "red" ] }, "route": { "L": [ { "S": "Bonn" }, { "M": { "fast": { "BOOL": true } } } ] } }' \
  db get-item --table-name Parcels --key "$key" --consistent-read --query Item \
  --projection-expression 'weight, label, stamps, route[0], route[2]'
is 'it is changed' '{ "weight": { "N": "3.5" }, "stamps": { "SS": [ "blue" ] } }' \
  db update-item --table-name Parcels --key "$key" --return-values UPDATED_NEW --query Attributes \
  --update-expression 'SET weight = weight + :more DELETE stamps :gone' \
  --expression-attribute-values '{":more":{"N":"2"},":gone":{"SS":["red"]}}'

requests=
for number in {10..34}; do
  requests+="${requests:+,}{\"PutRequest\":{\"Item\":{\"office\":{\"S\":\"Bonn\"},\"number\":{\"N\":\"$number\"}}}}"
done
echo "{\"Parcels\":[$requests]}" >"$scratch/batch.json"
is 'a batch is written' '{ "UnprocessedItems": {} }' \
  db batch-write-item --request-items "file://$scratch/batch.json"

bonn='{":office":{"S":"Bonn"},":first":{"N":"20"}}'
query=(db query --table-name Parcels --expression-attribute-names '{"#number":"number"}'
  --key-condition-expression 'office = :office AND #number >= :first'
  --expression-attribute-values "$bonn" --page-size 4 --no-scan-index-forward)
is 'the CLI pages by itself' '[ 15, "34", "20" ]' \
  "${query[@]}" --query '[length(Items), Items[0].number.N, Items[-1].number.N]'
token=$("${query[@]}" --max-items 9 --query NextToken | tr -d '"')
is 'and goes on from a token' '[ "25", "24", "23", "22", "21", "20" ]' \
  "${query[@]}" --starting-token "$token" --query 'Items[].number.N'
is 'a scan is counted' '26' db scan --table-name Parcels --select COUNT --query Count

cat >"$scratch/transaction.json" <<'JSON'
[
  { "Delete": { "TableName": "Parcels", "Key": { "office": { "S": "Bonn" }, "number": { "N": "10" } } } },
  {
    "ConditionCheck": {
      "TableName": "Parcels",
      "Key": { "office": { "S": "Bonn" }, "number": { "N": "99" } },
      "ConditionExpression": "attribute_exists(office)"
    }
  }
]
JSON
is 'a transaction is whole' \
  '254 An error occurred (TransactionCanceledException) when calling the TransactWriteItems operation: Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]' \
  refusal db transact-write-items --transact-items "file://$scratch/transaction.json"
is 'a table that is not there' \
  '254 An error occurred (ResourceNotFoundException) when calling the GetItem operation: Requested resource not found' \
  refusal db get-item --table-name Nowhere --key "$key"
is 'a wrong secret' \
  '254 An error occurred (InvalidSignatureException) when calling the ListTables operation: The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.' \
  refusal env AWS_SECRET_ACCESS_KEY=wrong "${AWS:-aws}" dynamodb --endpoint-url "$url" list-tables
is 'the table is removed' '"Parcels"' \
  db delete-table --table-name Parcels --query TableDescription.TableName
is 'and is gone' '' db wait table-not-exists --table-name Parcels

echo "1..$tests"
((failures == 0))
